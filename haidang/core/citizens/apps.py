from django.apps import AppConfig


class CitizensConfig(AppConfig):
    name = "haidang.core.citizens"
    label = "citizens"

    def ready(self) -> None:
        from haidang.core.notices import outbox

        from . import telling

        outbox.choices.append(telling.ways)
