from django.apps import AppConfig


class IndexesConfig(AppConfig):
    name = "haidang.core.indexes"
    label = "indexes"
