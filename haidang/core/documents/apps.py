from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "haidang.core.documents"
    label = "documents"
