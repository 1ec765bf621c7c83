from django.apps import AppConfig


class IntelligenceConfig(AppConfig):
    name = "kith.intelligence"
    label = "intelligence"
    verbose_name = "Intelligence"
