from django.apps import AppConfig


class SignsOfSafetyConfig(AppConfig):
    name = "kith.practice.signs_of_safety"
    label = "signs_of_safety"
    verbose_name = "Signs of Safety"
