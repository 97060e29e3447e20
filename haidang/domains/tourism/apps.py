from django.apps import AppConfig


class TourismConfig(AppConfig):
    name = "haidang.domains.tourism"
    label = "tourism"
