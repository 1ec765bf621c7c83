from django.apps import AppConfig


class FrontdoorConfig(AppConfig):
    name = "kith.frontdoor"
    label = "frontdoor"
    verbose_name = "Front door"
