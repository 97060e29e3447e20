from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "haidang.core.sharing"
    label = "sharing"

    def ready(self) -> None:
        from haidang.kernel.action import ports

        from .deliveries import announce

        ports.heard.append(announce)
