from django.apps import AppConfig


class ServiceIndexConfig(AppConfig):
    name = "haidang.core.service_index"
    label = "service_index"
