from django.apps import AppConfig


class EnvironmentConfig(AppConfig):
    name = "haidang.domains.environment"
    label = "environment"

    def ready(self) -> None:
        from haidang.kernel.action import ports

        from .breaches import hear

        ports.heard.append(hear)
