from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "haidang.core.ui"
    label = "ui"
    verbose_name = "Giao diện"
