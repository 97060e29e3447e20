from django.apps import AppConfig


class CyberConfig(AppConfig):
    name = "haidang.domains.cyber"
    label = "cyber"
