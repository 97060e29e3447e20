from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "haidang.domains.services"
    label = "services"
