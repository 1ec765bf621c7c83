from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "kith.site"
    label = "site"
    verbose_name = "Kith"

    def ready(self) -> None:
        from kith.site import startup

        startup.wire()
