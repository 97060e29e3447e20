"""What the stream asks the database, run in the hub's threads."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any, TypeVar

import msgspec
from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections
from django.http import HttpRequest
from django.utils import formats, translation

from haidang.core.audit.models import Event
from haidang.core.directory import permissions
from haidang.core.directory.models import Person
from haidang.core.directory.permissions import Scope
from haidang.core.telemetry import queries as telemetry
from haidang.kernel import pulse, registry
from haidang.kernel.action import PUBLIC, Actor
from haidang.kernel.manifest import Words
from haidang.kernel.text import said as worded

T = TypeVar("T")
SHOWN_FACTS = ("code", "severity", "state", "aside", "title_vi", "title_en")
AT_ONCE = 1000


def asked(question: Callable[..., T], args: tuple[Any, ...]) -> T:
    """Ask with a live connection: one that the server closed meanwhile is opened again."""
    close_old_connections()
    return question(*args)


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """One event as the stream tells it: what and where, nothing private."""

    seq: int
    action: str
    kind: str
    id: str
    place: str
    code: str = ""
    state: str = ""
    severity: int = 0
    aside: str = ""
    title: str = ""
    title_en: str = ""
    path: str = ""
    office: str = ""
    data_class: str = ""
    matter: str = ""


def beat(streams: int) -> None:
    """A sign of life of this web process with the streams it keeps open."""
    pulse.beat(f"web-{os.getpid()}", streams=streams, memory_mb=pulse.memory_mb())


def last_seq() -> int:
    return Event.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def events_after(seq: int) -> list[Told]:
    """The events behind `seq` in order, at most 1,000."""
    return [_told(row) for row in Event.objects.filter(seq__gt=seq).order_by("seq")[:AT_ONCE]]


def _told(row: Event) -> Told:
    shown = {name: row.facts.get(name) for name in SHOWN_FACTS}
    return Told(
        seq=row.seq,
        action=row.action,
        kind=row.subject_kind,
        id=row.subject_id,
        place=row.place.rstrip("/").rpartition("/")[2],
        code=shown["code"] or "",
        state=shown["state"] or "",
        severity=shown["severity"] or 0,
        aside=shown["aside"] or "",
        title=shown["title_vi"] or row.subject_label,
        title_en=shown["title_en"] or "",
        path=row.place,
        office=row.office,
        data_class=row.data_class,
        matter=row.facts.get("matter", ""),
    )


@dataclass(frozen=True, slots=True)
class Guest:
    """Who opened the stream."""

    actor: Actor
    scope: Scope
    language: str


def who(cookies: str, authorization: str) -> Guest | None:
    """The key or the session behind a request; the public when it carries neither; None when what it carries is not valid."""
    if authorization:
        grant = permissions.grant_for(authorization.removeprefix("Bearer ").strip())
        return Guest(grant.actor, permissions.scope_of(grant.actor), "vi") if grant else None
    jar = _jar(cookies)
    language = jar.get(settings.LANGUAGE_COOKIE_NAME, "vi")
    session = jar.get(settings.SESSION_COOKIE_NAME, "")
    person = _person(session) if session else None
    actor = person.as_actor(session) if person else PUBLIC
    return Guest(actor, permissions.scope_of(actor), language)


def _jar(cookies: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(cookies).items()}
    except CookieError:
        return {}


def _person(session: str) -> Person | None:
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session)
    person = get_user(request)
    return person if isinstance(person, Person) and person.is_active else None


def renewed(actor: Actor) -> Scope | None:
    """The present scope of an actor, None when it may no longer look at all."""
    if actor.kind in ("person", "device") and (not actor.session or _person(actor.session) is None):
        return None
    if actor.kind == "key" and not permissions.is_open_key(actor.id):
        return None
    return permissions.scope_of(actor)


def forget() -> None:
    permissions.forget()


def numbers_of(actor: Actor, names: list[str]) -> frozenset[int]:
    """The numbers of the series called `thing/series` that the actor may see."""
    return frozenset(telemetry.numbers_of(actor, names))


@dataclass(frozen=True, slots=True)
class Value:
    """The latest reading of one series."""

    series: int
    name: str
    at: datetime
    value: float
    quality: int
    decimals: int
    mark: Any
    state: Words | None = None

    def said(self, language: str) -> dict[str, Any]:
        with translation.override(language):
            text = formats.number_format(round(self.value, self.decimals), self.decimals, force_grouping=True)
        if self.state:
            text = worded(self.state, language)
        return {"at": self.at, "value": self.value, "text": text, "quality": self.quality}


def latest_of(numbers: list[int]) -> list[Value]:
    return [_value(row) for row in telemetry.latest_of(numbers)]


def _value(row: telemetry.Now) -> Value:
    facts = registry.series(row.named.domain, row.named.key)
    mark = row.at, row.value, row.quality
    state = facts.state(row.value) if facts else None
    return Value(row.series_id, row.name, row.at, row.value, row.quality, row.decimals, mark, state)
