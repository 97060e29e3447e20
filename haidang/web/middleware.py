"""Who is asking, and what a refusal looks like."""

from collections.abc import Callable
from contextlib import ExitStack

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from haidang.core.blocks.sender import KeptOut, sent_by
from haidang.core.directory.models import Person
from haidang.core.telemetry.archive.files import Damaged
from haidang.kernel.action import PUBLIC, Actor, Invalid, NotPossible, Refused
from haidang.kernel.once import remembering
from haidang.web.citizen.appeal.showing import kept_out
from haidang.web.citizen.sender import sender_of

READS = ("GET", "HEAD")
APP = "/app/"
OPEN_TO_CITIZENS = (APP, "/p/", "/open311/", "/static/", "/geo/", "/crest.svg", "/language/", "/theme/")


class AskingRequest(HttpRequest):
    """A request as views see it: it knows its actor."""

    actor: Actor


class ActorMiddleware:
    """Sets `request.actor`: the signed-in person or device, else the public. Answers what actions raise."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = actor_of(request)  # type: ignore[attr-defined]
        if _is_citizen(request) and not request.path.startswith(OPEN_TO_CITIZENS):
            return _not_the_desk(request)
        with ExitStack() as around:
            around.enter_context(remembering(may_write=request.method not in READS))
            if request.path.startswith(APP):
                around.enter_context(sent_by(lambda: sender_of(request)))
            return self.respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn what an action raised into a page (or, for htmx, a toast) that says why."""
        match error:
            case KeptOut() if request.headers.get("HX-Request") != "true":
                return kept_out(request, error.block)
            case Refused():
                return _say(request, 403, error.because)
            case Invalid():
                return _say(request, 422, error.message, error.field)
            case NotPossible():
                return _say(request, 409, str(error))
            case Damaged():
                return _say(request, 503, error.message)
        return None


def _say(request: HttpRequest, status: int, why: str, field: str = "") -> HttpResponse:
    facts = {"status": status, "why": why, "field": field}
    if request.headers.get("HX-Request") == "true":
        answer = render(request, "web/refusal_toast.html", facts, status=status)
        answer["HX-Retarget"], answer["HX-Reswap"] = "#toasts", "beforeend"
        return answer
    shell = "citizen/refusal.html" if request.path.startswith(APP) or _is_citizen(request) else "web/refusal.html"
    return render(request, shell, facts, status=status)


def actor_of(request: HttpRequest) -> Actor:
    """Two hats: citizens act in the app, people on duty everywhere else. In the other's rooms each is a member of the public."""
    person = request.user
    if not isinstance(person, Person) or not person.is_active or person.is_citizen != request.path.startswith(APP):
        return PUBLIC
    return person.as_actor(session=request.session.session_key or "")


def _is_citizen(request: HttpRequest) -> bool:
    return isinstance(request.user, Person) and request.user.is_citizen


def _not_the_desk(request: HttpRequest) -> HttpResponse:
    if request.path == "/":
        return redirect("app_home")
    return _say(request, 403, _("Trang này dành cho cán bộ. Bạn đang dùng tài khoản công dân: về ứng dụng người dân."))
