from django.apps import AppConfig


class NotesConfig(AppConfig):
    name = "kith.notes"
    label = "notes"
    verbose_name = "Case notes"
