from django.apps import AppConfig


class HandoversConfig(AppConfig):
    name = "haidang.core.handovers"
    label = "handovers"
