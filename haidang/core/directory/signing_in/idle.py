"""Accounts that nobody uses: warned about, then closed (limits.toml), opened again by whoever keeps accounts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F
from django.db.models.functions import Coalesce, Greatest

from haidang.core.directory import limits
from haidang.core.directory.models import Person
from haidang.kernel import clock


@dataclass(frozen=True, slots=True)
class Idle:
    """An account, since when nobody signed in to it, and the day it is closed."""

    person: Person
    since: datetime
    closes_on: date


def idle_people(ahead: timedelta) -> Iterator[Idle]:
    """Open accounts of people that are closed within so long from now, the nearest first. Screens and citizens are none."""
    lasts = limits.required("idle_account")
    people = Person.objects.filter(is_active=True, is_device=False, is_citizen=False)
    used = people.annotate(used_at=Greatest(Coalesce(F("last_login"), F("opened_at")), F("opened_at")))
    for person in used.filter(used_at__lt=clock.now() + ahead - lasts).select_related("office").order_by("used_at"):
        yield Idle(person, person.used_at, clock.day_of(person.used_at + lasts))


def closes_on(person: Person) -> date | None:
    """The day somebody's account is closed if nobody signs in, once it is near; None before."""
    if not person.is_active or person.is_device or person.is_citizen:
        return None
    used = max(person.last_login or person.opened_at, person.opened_at)
    end = used + limits.required("idle_account")
    return clock.day_of(end) if end - limits.required("idle_warning") <= clock.now() else None
