from django.apps import AppConfig


class EarlyhelpConfig(AppConfig):
    name = "kith.earlyhelp"
    label = "earlyhelp"
    verbose_name = "Early help"
