from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "haidang.core.files"
    label = "files"
