from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "haidang.core.portal"
    label = "portal"

    def ready(self) -> None:
        from haidang.kernel.action import ports

        from .outbox import hear

        ports.heard.append(hear)
