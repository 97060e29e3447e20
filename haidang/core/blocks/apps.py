from django.apps import AppConfig


class BlocksConfig(AppConfig):
    name = "haidang.core.blocks"
    label = "blocks"

    def ready(self) -> None:
        from haidang.kernel.action import ports

        from .sender import barrier

        ports.barriers.append(barrier)
