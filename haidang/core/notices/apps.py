from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "haidang.core.notices"
    label = "notices"
