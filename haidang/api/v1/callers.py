"""Who calls: a bearer key, or a signed-in person from the program's own pages (with the CSRF token)."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth

from haidang.core.directory.keys import grant_for
from haidang.core.directory.models import Person
from haidang.core.directory.permissions import decide
from haidang.kernel.action import Actor, Refused


class Key(HttpBearer):
    """`Authorization: Bearer hd_...`"""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        grant = grant_for(token)
        if grant is None:
            return None
        request.actor = grant.actor  # type: ignore[attr-defined]
        return grant.actor


class Session(SessionAuth):
    """The session cookie of a signed-in person; requests that change something need `X-CSRFToken`."""

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Nobody's request is not asked for a CSRF token, and a key that is not valid is not made up for by a session."""
        if "Authorization" in request.headers or not request.user.is_authenticated:
            return None
        found: Actor | None = super().__call__(request)
        return found

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        person = request.user
        if not isinstance(person, Person) or not person.is_active:
            return None
        request.actor = person.as_actor(session=request.session.session_key or "")  # type: ignore[attr-defined]
        return request.actor  # type: ignore[attr-defined,no-any-return]


CALLERS: list[Any] = [Key(), Session()]


def caller(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def may(request: HttpRequest, action: str, subject: Any = None) -> Actor:
    """The caller, when allowed to do or read this; else Refused with the reason."""
    decision = decide(caller(request), action, subject)
    if not decision:
        raise Refused(decision.because)
    return caller(request)
