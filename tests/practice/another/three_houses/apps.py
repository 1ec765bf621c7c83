from django.apps import AppConfig


class ThreeHousesConfig(AppConfig):
    name = "kith.practice.three_houses"
    label = "three_houses"
    verbose_name = "Three houses"
