"""Who is asking, and what a refusal looks like."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from haidang.core.directory.models import Person
from haidang.kernel.action import PUBLIC, Actor, Invalid, NotPossible, Refused
from haidang.kernel.once import remembering

READS = ("GET", "HEAD")


class AskingRequest(HttpRequest):
    """A request as views see it: it knows its actor."""

    actor: Actor


class ActorMiddleware:
    """Sets `request.actor`: the signed-in person or device, else the public. Answers what actions raise."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = actor_of(request)  # type: ignore[attr-defined]
        with remembering(may_write=request.method not in READS):
            return self.respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn what an action raised into a page (or, for htmx, a toast) that says why."""
        match error:
            case Refused():
                return _say(request, 403, error.because)
            case Invalid():
                return _say(request, 422, error.message, error.field)
            case NotPossible():
                return _say(request, 409, str(error))
        return None


def _say(request: HttpRequest, status: int, why: str, field: str = "") -> HttpResponse:
    facts = {"status": status, "why": why, "field": field}
    if request.headers.get("HX-Request") == "true":
        answer = render(request, "web/refusal_toast.html", facts, status=status)
        answer["HX-Retarget"], answer["HX-Reswap"] = "#toasts", "beforeend"
        return answer
    return render(request, "web/refusal.html", facts, status=status)


def actor_of(request: HttpRequest) -> Actor:
    person = request.user
    if isinstance(person, Person) and person.is_active:
        return person.as_actor(session=request.session.session_key or "")
    return PUBLIC
