from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "haidang.core.directory"
    label = "directory"
