from django.apps import AppConfig


class BriefConfig(AppConfig):
    name = "haidang.core.brief"
    label = "brief"
