from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "haidang.core.procedures"
    label = "procedures"
