"""Open sessions of people: list them, end them, lock the screen of one.

A locked session still receives the stream and its alarms; pages with data are refused (423) until the password is given.
"""

from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils.translation import gettext as _

from haidang.core.directory import limits
from haidang.core.directory.models import Duty, Person, valid_on
from haidang.core.directory.roles import facts
from haidang.core.directory.subjects import OfPerson
from haidang.kernel import clock
from haidang.kernel.action import Doing, Invalid, NotPossible, action, system
from haidang.provinces import pack

from . import passwords

LOCKED = "locked"
"""In the session: the moment at which its screen was locked, ISO."""
NEEDS_FACTOR = "needs_factor"
"""In the session: true until a second factor has been added."""
NEEDS_PASSWORD = "needs_password"  # noqa: S105 - the name of a mark
"""In the session: true until a new password has been chosen."""
IDLE_FOR = "idle_for"
"""In the session: after how many seconds without a request its screen is locked; a wall display has none."""
FAILURES = "unlock_failures"
VOUCHED = "vouched"
"""In the session while somebody signs in: the number of the person for whom another body asked for a second factor."""
SCREEN_STAYS_FOR = timedelta(days=30)
"""A wall display signs in by itself and must outlive the night."""


class Session(OfPerson):
    """What events about signing in are about: not the person's row but what happens with their account."""

    kind_name = "session"


def open_sessions(person: Person) -> list[UserSession]:
    """The sessions that somebody can still use, the latest first: `ip`, `user_agent`, `created_at`, `last_seen_at`."""
    found: list[UserSession] = UserSession.objects.purge_and_list(person)
    return sorted(found, key=lambda session: session.last_seen_at, reverse=True)


@action("session.end")
def end_session(do: Doing, session: Session, number: int) -> None:
    """End one of somebody's sessions by its number; it is gone from every page and stream. Raises Invalid."""
    found = UserSession.objects.filter(user=session.person, pk=number).first()
    if found is None:
        raise Invalid("session", _("Phiên này không còn."), number)
    do.about(session, ip=found.ip)
    found.end()


def end_all(person: Person) -> int:
    """End every session of somebody, within an action that says why. How many there were."""
    found = list(UserSession.objects.filter(user=person))
    for session in found:
        session.end()
    return len(found)


def bound(request: HttpRequest, person: Person) -> None:
    """Put the limits of a session that begins into it: how long in all, how long without a request, what comes first."""
    lasts = SCREEN_STAYS_FOR if person.is_device else limits.required("session")
    request.session.set_expiry(lasts)
    if person.is_device:
        return
    request.session[IDLE_FOR] = idle_seconds(person)
    was_asked = request.session.pop(VOUCHED, None) == person.pk
    request.session[NEEDS_FACTOR] = not was_asked and lacks_factor(person)
    request.session[NEEDS_PASSWORD] = passwords.is_too_old(person)


def idle_seconds(person: Person) -> int:
    """After how long without a sign of life the screen of somebody is locked."""
    idle = limits.length("idle_lock", administers=limits.administers(person)) or limits.required("idle_lock")
    return int(idle.total_seconds())


def lock_if_idle(request: HttpRequest, person: Person, idle_for: timedelta) -> None:
    """Lock a session that comes back after longer than its limit: a lid was closed, or the script was switched off."""
    most = request.session.get(IDLE_FOR)
    if most is not None and idle_for > timedelta(seconds=most) and not is_locked(request):
        lock_session(person.as_actor(request.session.session_key or ""), Session(person), request)


def is_locked(request: HttpRequest) -> bool:
    return LOCKED in request.session


@action("session.lock")
def lock_session(do: Doing, session: Session, request: HttpRequest) -> None:
    """Lock the screen of one session: whoever sits there must give the password first."""
    request.session[LOCKED] = do.at.isoformat()
    request.session[FAILURES] = 0
    do.about(session)


def unlock_session(person: Person, request: HttpRequest, password: str) -> None:
    """Unlock the screen. Raises Invalid for a wrong password; NotPossible when the fifth has ended the session.

    Failures are counted here by session and not by account: whoever fails at the sign-in page elsewhere must not be able
    to keep an officer from an open desk.
    """
    if person.check_password(password):
        _unlocked(person.as_actor(request.session.session_key or ""), Session(person), request)
        return
    failures = request.session.get(FAILURES, 0) + 1
    request.session[FAILURES] = failures
    _unlock_failed(system("signin"), Session(person), failures)
    if failures >= (limits.number("failures") or 0):
        logout(request)
        raise NotPossible(_("Sai 5 lần liên tiếp: phiên đã kết thúc, hãy đăng nhập lại."))
    raise Invalid("password", _("Mật khẩu không đúng."))


@action("session.unlock")
def _unlocked(do: Doing, session: Session, request: HttpRequest) -> None:
    do.about(session, locked_at=request.session.pop(LOCKED, None))
    request.session.pop(FAILURES, None)


@action("session.fail")
def _unlock_failed(do: Doing, session: Session, failures: int) -> None:
    do.about(session, what="unlock", failures=failures)


def asks_for_factor() -> bool:
    """Whether roles that need a second factor are held to it here: a demo, whose accounts everybody shares, asks nobody."""
    return not pack.chosen().province.is_fictional


def lacks_factor(person: Person) -> bool:
    """Whether a role of theirs asks for a second factor that is not there yet."""
    return asks_for_factor() and needs_factor(person) and not has_factor(person)


def needs_factor(person: Person) -> bool:
    """Whether a role that somebody holds today asks for a second factor (`needs_factor` in roles.toml)."""
    asking = [key for key, role in facts().roles.items() if role.needs_factor]
    duties = Duty.objects.filter(valid_on(clock.today()), person=person, role__in=asking, revoked_at=None)
    return bool(duties.exists())


FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def factors(person: Person) -> list[str]:
    """The second factors somebody has: totp, webauthn (a passkey)."""
    found = Authenticator.objects.filter(user=person, type__in=FACTORS).values_list("type", flat=True)
    return sorted({str(one) for one in found})


def has_factor(person: Person) -> bool:
    return bool(factors(person))


def forgive(account: str) -> None:
    """An administrator has unlocked an account: forget what allauth counts beside our own count."""
    from allauth.account.adapter import get_adapter
    from allauth.core import context

    request: Any = context.request
    if request is not None:
        get_adapter()._delete_login_attempts_cached_email(request, username=account)
