from django.apps import AppConfig


class DisagreementsConfig(AppConfig):
    name = "kith.disagreements"
    label = "disagreements"
    verbose_name = "Professional disagreements"
