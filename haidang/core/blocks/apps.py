from django.apps import AppConfig


class BlocksConfig(AppConfig):
    name = "haidang.core.blocks"
    label = "blocks"
