from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "haidang.core.sharing"
    label = "sharing"
