from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "kith.assessment"
    label = "assessment"
    verbose_name = "Assessment"
