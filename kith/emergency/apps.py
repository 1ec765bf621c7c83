from django.apps import AppConfig


class EmergencyConfig(AppConfig):
    name = "kith.emergency"
    label = "emergency"
    verbose_name = "Emergency protection"
