"""Open sessions of people: list them, end them, lock the screen of one.

A locked session still receives the stream and its alarms; pages with data are refused (423) until the password is given.
"""

from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from haidang.kernel import clock
from haidang.kernel.action import Doing, Invalid, Refused, action

from .models import Person

LOCKED = "locked"
"""The name in the session under which the moment of locking stands."""


def open_sessions(person: Person) -> list[UserSession]:
    """The sessions that somebody can still use, the latest first: `ip`, `user_agent`, `created_at`, `last_seen_at`."""
    found: list[UserSession] = UserSession.objects.purge_and_list(person)
    return sorted(found, key=lambda session: session.last_seen_at, reverse=True)


@action("session.end")
def end_session(do: Doing, person: Person, session: int) -> None:
    """End one of somebody's sessions by its number; it is gone from every page and stream."""
    found = UserSession.objects.filter(user=person, pk=session).first()
    if found is None:
        raise Invalid("session", _("Phiên này không còn."), session)
    do.about(Session(person), ip=found.ip)
    found.end()


def end_all(person: Person) -> int:
    """End every session of somebody, within an action that says why. How many there were."""
    sessions = list(UserSession.objects.filter(user=person))
    for session in sessions:
        session.end()
    return len(sessions)


class Session:
    """What events about signing in are about: not the person's row but what happens with their account."""

    kind_name = "session"
    data_class = "internal"

    def __init__(self, person: Person) -> None:
        self.person, self.pk, self.person_id = person, person.pk, person.pk

    def __str__(self) -> str:
        return str(self.person)

    @property
    def scope_place(self) -> str:
        return self.person.scope_place

    @property
    def scope_office(self) -> str:
        return self.person.scope_office


def is_locked(request: HttpRequest) -> bool:
    return LOCKED in request.session


def locked_since(request: HttpRequest) -> datetime | None:
    text = request.session.get(LOCKED)
    return datetime.fromisoformat(text) if text else None


@action("session.lock")
def lock_session(do: Doing, person: Person, request: HttpRequest) -> None:
    """Lock the screen of one session: whoever sits there must give the password first."""
    request.session[LOCKED] = do.at.isoformat()
    do.about(Session(person))


@action("session.unlock")
def unlock_session(do: Doing, person: Person, request: HttpRequest, password: str) -> None:
    """Unlock the screen. Raises Invalid for a wrong password, Refused when failures have locked the account."""
    try:
        is_right = get_adapter(request).reauthenticate(person, password)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    if not is_right:
        raise Invalid("password", _("Mật khẩu không đúng."))
    request.session.pop(LOCKED, None)
    do.about(Session(person), locked_since=locked_since(request))


def forgive(account: str) -> None:
    """Forget the failures that the sign-in page counts beside ours."""


def idle_days(person: Person) -> int:
    """Whole days since somebody last signed in (or since the account was made)."""
    return (clock.now() - (person.last_login or person.created_at)).days


def facts_of(request: HttpRequest) -> dict[str, Any]:
    """Where a sign-in came from, for the journal."""
    return {"ip": get_adapter(request).get_client_ip(request)}
