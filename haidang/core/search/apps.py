from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "haidang.core.search"
    label = "search"
