from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "haidang.core.audit"
    label = "audit"

    def ready(self) -> None:
        from haidang.kernel.action import ports

        from .chain import record

        ports.record = record
