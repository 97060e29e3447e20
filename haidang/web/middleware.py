"""Who is asking: every request carries an actor."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from haidang.core.directory.models import Person
from haidang.kernel.action import PUBLIC, Actor


class ActorMiddleware:
    """Sets `request.actor`: the signed-in person or device, else the public."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = actor_of(request)  # type: ignore[attr-defined]
        return self.respond(request)


def actor_of(request: HttpRequest) -> Actor:
    person = request.user
    if isinstance(person, Person) and person.is_active:
        return person.as_actor(session=request.session.session_key or "")
    return PUBLIC
