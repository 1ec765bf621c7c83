"""The ui room."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Components, page frame and form rendering. It has no models."""

    name = "kith.ui"
    label = "ui"
