"""Counts which rooms are opened by which roles: whole pages only, and never by whom."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from haidang.core.directory.permissions import rights_of
from haidang.core.directory.roles import facts
from haidang.core.usage import counting
from haidang.kernel.action import Actor

ROOMS = "haidang.web."
DOMAINS = "haidang.web.desk.domains"


class UsageMiddleware:
    """Stands inside the one that finds out who asks."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.respond(request)
        if _is_a_page(request, answer):
            actor = getattr(request, "actor", None)
            if actor is not None and actor.kind == "person":
                counting.count(room_of(request), _role(actor))
        return answer


def _is_a_page(request: HttpRequest, answer: HttpResponse) -> bool:
    return (
        request.method == "GET"
        and answer.status_code == 200
        and not answer.streaming
        and request.headers.get("HX-Request") != "true"
        and answer.get("Content-Type", "").startswith("text/html")
        and not request.path.startswith("/app/")
    )


def room_of(request: HttpRequest) -> str:
    """ "alerts" for haidang.web.desk.alerts, "d/health" for the pages of a field."""
    match = request.resolver_match
    if match is None:
        return "?"
    module = getattr(match.func, "__module__", "")
    if module.startswith(DOMAINS):
        return f"d/{match.kwargs.get('key', '')}"
    if module.startswith("haidang.domains."):
        return f"d/{module.split('.')[2]}"
    parts = module.removeprefix(ROOMS).split(".")
    return parts[1] if parts[0] == "desk" and len(parts) > 1 else parts[0]


def _role(actor: Actor) -> str:
    """The role of the first duty in force, "" for those who have none."""
    first = rights_of(actor)[0].role
    return next((key for key, role in facts().roles.items() if role is first), "")
