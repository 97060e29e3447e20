from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "haidang.core.incidents"
    label = "incidents"
