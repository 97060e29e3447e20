from django.apps import AppConfig


class DirectivesConfig(AppConfig):
    name = "haidang.core.directives"
    label = "directives"

    def ready(self) -> None:
        from haidang.core.cases import course, sync

        from . import numbers  # noqa: F401 - it says how numbers are found
        from .course import follow_move, tell_late
        from .facts import procedures

        sync.besides.append(procedures)
        course.moved.append(follow_move)
        course.running_out.append(tell_late)
