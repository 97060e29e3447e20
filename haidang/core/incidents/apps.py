from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "haidang.core.incidents"
    label = "incidents"

    def ready(self) -> None:
        from haidang.core.cases import urgent
        from haidang.core.rules.trying import replay_elsewhere

        from . import unheard, unheard_replay
        from .cases import take_up

        urgent.taken_up.append(take_up)
        replay_elsewhere.by_series[unheard.SERIES] = unheard_replay.replay
