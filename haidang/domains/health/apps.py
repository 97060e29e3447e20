from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "haidang.domains.health"
    label = "health"
