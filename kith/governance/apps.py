from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "kith.governance"
    label = "governance"
    verbose_name = "Information governance"
