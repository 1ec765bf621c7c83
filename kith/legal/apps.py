from django.apps import AppConfig


class LegalConfig(AppConfig):
    name = "kith.legal"
    label = "legal"
    verbose_name = "Legal gateway, pre-proceedings and court"
