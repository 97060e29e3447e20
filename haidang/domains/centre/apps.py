from django.apps import AppConfig


class CentreConfig(AppConfig):
    name = "haidang.domains.centre"
    label = "centre"
