from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    name = "kith.protection"
    label = "protection"
    verbose_name = "Protection"
