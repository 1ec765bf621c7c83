from django.apps import AppConfig


class ChecksConfig(AppConfig):
    name = "kith.checks"
    label = "checks"
    verbose_name = "Agency checks"
