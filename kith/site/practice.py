"""The practice models that settings name: their pages take their place among the addresses, and their help in the help.

Nothing else of the house knows which there are.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from django.apps import AppConfig, apps
from django.urls import URLResolver, include, path

FOLDER = "kith.practice."


def models() -> list[tuple[AppConfig, ModuleType]]:
    """Each practice model in the order of settings, with its pages."""
    found = [config for config in apps.get_app_configs() if config.name.startswith(FOLDER)]
    return [(config, import_module(f"{config.name}.pages")) for config in found]


def urls() -> list[URLResolver]:
    """The addresses of every practice model, under its own name."""
    return [path("", include((pages.urls, config.label))) for config, pages in models()]


def guides() -> list[tuple[str, str]]:
    """What the first page of help lists of them: title and address."""
    return [pages.HELP for _, pages in models() if hasattr(pages, "HELP")]
