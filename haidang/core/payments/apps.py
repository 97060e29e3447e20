from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "haidang.core.payments"
    label = "payments"
