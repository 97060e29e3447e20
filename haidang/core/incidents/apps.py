from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "haidang.core.incidents"
    label = "incidents"

    def ready(self) -> None:
        from haidang.core.cases import urgent

        from .cases import take_up

        urgent.taken_up.append(take_up)
