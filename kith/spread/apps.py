from django.apps import AppConfig


class SpreadConfig(AppConfig):
    name = "kith.spread"
    label = "spread"
    verbose_name = "Spread check"
