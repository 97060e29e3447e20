from django.apps import AppConfig


class ThingsConfig(AppConfig):
    name = "haidang.core.things"
    label = "things"
