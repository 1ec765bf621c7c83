from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "kith.actions"
    label = "actions"
    verbose_name = "Actions"
