from django.apps import AppConfig


class WallsConfig(AppConfig):
    name = "haidang.core.walls"
    label = "walls"
