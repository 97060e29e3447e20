from django.apps import AppConfig


class StillsConfig(AppConfig):
    name = "haidang.core.stills"
    label = "stills"
