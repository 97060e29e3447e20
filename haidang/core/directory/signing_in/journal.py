"""Hears what allauth tells and journals it: the only place where signal receivers may stand."""

from typing import Any

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.mfa import signals as factors
from django.contrib.auth.signals import user_logged_out
from django.http import HttpRequest

from haidang.core.directory.models import Person
from haidang.kernel.action import system

from . import attempts, sessions
from .sessions import Session


def connect() -> None:
    """Called once when the program is ready."""
    account.user_logged_in.connect(_began)
    account.password_changed.connect(_password_changed)
    user_logged_out.connect(_ended)
    factors.authentication_failed.connect(_wrong_code)
    factors.authenticator_added.connect(_factor_added)
    factors.authenticator_removed.connect(_factor_removed)
    factors.authenticator_reset.connect(_factor_renewed)


def _began(request: HttpRequest, user: Person, **_: Any) -> None:
    records = request.session.get("account_authentication_methods", [])
    methods = [str(record.get("type") or record.get("method")) for record in records]
    attempts.begin(
        _actor(request, user), Session(user), ip=get_adapter().get_client_ip(request), methods=methods,
        device=request.headers.get("User-Agent", ""),
    )  # fmt: skip


def _ended(request: HttpRequest, user: Person | None, **_: Any) -> None:
    if user is not None:
        attempts.end(_actor(request, user), Session(user))


def _password_changed(request: HttpRequest, user: Person, **_: Any) -> None:
    request.session.pop(sessions.NEEDS_PASSWORD, None)
    attempts.change_password(_actor(request, user), Session(user))


def _wrong_code(request: HttpRequest, user: Person, **_: Any) -> None:
    attempts.fail(system("signin"), user.account, ip=get_adapter().get_client_ip(request), what="code")


def _factor_added(request: HttpRequest, user: Person, authenticator: Any, **_: Any) -> None:
    request.session.pop(sessions.NEEDS_FACTOR, None)
    _factor(request, user, authenticator, "added")


def _factor_removed(request: HttpRequest, user: Person, authenticator: Any, **_: Any) -> None:
    request.session[sessions.NEEDS_FACTOR] = sessions.lacks_factor(user)
    _factor(request, user, authenticator, "removed")


def _factor_renewed(request: HttpRequest, user: Person, authenticator: Any, **_: Any) -> None:
    _factor(request, user, authenticator, "renewed")


def _factor(request: HttpRequest, user: Person, authenticator: Any, change: str) -> None:
    attempts.change_factor(_actor(request, user), Session(user), factor=str(authenticator.type), change=change)


def _actor(request: HttpRequest, user: Person) -> Any:
    return user.as_actor(session=request.session.session_key or "")
