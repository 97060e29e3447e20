from django.apps import AppConfig


class LookupsConfig(AppConfig):
    name = "haidang.core.lookups"
    label = "lookups"
