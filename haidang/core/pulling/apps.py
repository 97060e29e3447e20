from django.apps import AppConfig


class PullingConfig(AppConfig):
    name = "haidang.core.pulling"
    label = "pulling"
