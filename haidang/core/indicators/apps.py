from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "haidang.core.indicators"
    label = "indicators"
