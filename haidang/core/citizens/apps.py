from django.apps import AppConfig


class CitizensConfig(AppConfig):
    name = "haidang.core.citizens"
    label = "citizens"
