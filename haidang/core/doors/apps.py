from django.apps import AppConfig


class DoorsConfig(AppConfig):
    name = "haidang.core.doors"
    label = "doors"
