from django.apps import AppConfig


class UsageConfig(AppConfig):
    name = "haidang.core.usage"
    label = "usage"
