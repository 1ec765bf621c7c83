from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    name = "kith.conferences"
    label = "conferences"
    verbose_name = "Child protection conferences"
