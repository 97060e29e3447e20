from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "haidang.core.payments"
    label = "payments"

    def ready(self) -> None:
        from haidang.kernel.action import ports

        from .begun import hear

        ports.heard.append(hear)
