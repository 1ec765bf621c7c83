from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from kith.access.secure import secure


class Command(BaseCommand):
    help = "Write grants, row security and database functions, as the owner. Run after every migrate; safe to repeat."

    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--simulated", action="store_true", help="for a demonstration or test database only")

    def handle(self, *args: Any, **options: Any) -> None:
        every = secure(simulated=True if options["simulated"] else None)
        walled = sum(wall.walled for wall in every)
        self.stdout.write(f"{len(every)} tables: {walled} behind the wall, {len(every) - walled} free of personal data")
