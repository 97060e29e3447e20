from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "haidang.core.cases"
    label = "cases"
