from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "haidang.core.rules"
    label = "rules"
