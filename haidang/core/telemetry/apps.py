from django.apps import AppConfig


class TelemetryConfig(AppConfig):
    name = "haidang.core.telemetry"
    label = "telemetry"
