from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "haidang.core.directory"
    label = "directory"

    def ready(self) -> None:
        from haidang.kernel.action import ports

        from . import signin_journal
        from .permissions import authorize, visible

        ports.authorize = authorize
        ports.visible = visible
        signin_journal.connect()
