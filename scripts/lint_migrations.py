"""Refuse a migration that would break the version of Kith still running while it is applied.

Tables of a first migration are new, so only later migrations are judged. One that the linter refuses and a person has
judged safe, or that is meant to break and is announced in the CHANGELOG, says so itself: `kith_judged = "why"`.
"""

import os
import sys
from pathlib import Path

import django
from django_migration_linter import MigrationLinter

CHECKOUT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Judge every migration of Kith's own rooms; 1 when one is unsafe."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kith.site.settings")
    django.setup()
    from django.apps import apps  # only after setup
    from django.db.migrations.loader import MigrationLoader

    ours = [config.label for config in apps.get_app_configs() if config.name.startswith("kith.")]
    every = MigrationLoader(None).disk_migrations
    judged = [name for (_, name), migration in every.items() if getattr(migration, "kith_judged", "")]
    linter = MigrationLinter(
        path=str(CHECKOUT),
        include_apps=ours,
        ignore_name=judged,
        no_cache=True,
        quiet=["ignore", "ok"],
        ignore_initial_migrations=True,
        database="owner",
        analyser_string="postgresql",  # it does not know our backend, which is one
    )
    linter.lint_all_migrations()
    linter.print_summary()
    return 1 if linter.has_errors else 0


if __name__ == "__main__":
    sys.exit(main())
