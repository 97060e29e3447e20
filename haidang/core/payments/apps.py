from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "haidang.core.payments"
    label = "payments"

    def ready(self) -> None:
        from haidang.core.citizens import own_data
        from haidang.kernel.action import ports

        from . import own
        from .begun import hear

        ports.heard.append(hear)
        own_data.more_to_export["payments"] = own.exported
