from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "haidang.core.directory"
    label = "directory"

    def ready(self) -> None:
        from haidang.kernel.action import ports

        from .permissions import authorize, visible
        from .signing_in import journal

        ports.authorize = authorize
        ports.visible = visible
        journal.connect()
