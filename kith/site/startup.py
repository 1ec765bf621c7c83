"""At start-up the house is wired together, and refuses to run half-wired."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from kith import journeys
from kith.kernel import perform
from kith.record.recorder import StepRecorder
from kith.standards import deadlines


def wire() -> None:
    """Load the law and every room's steps and offers; hand the kernel its recorder and journeys."""
    deadlines.load()
    for config in apps.get_app_configs():
        if config.name.startswith("kith.") and config.name != "kith.site":
            for part in ("steps", "offers"):
                if find_spec(f"{config.name}.{part}"):
                    import_module(f"{config.name}.{part}")
    perform.install(recorder=StepRecorder(), journeys=journeys.Journeys())
    perform.check_installed()
