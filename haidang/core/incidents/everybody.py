"""Warnings as everybody reads them: what the centre published, and what is measured and public by its rule.

Of each no more than: what, where, how grave, since when, what to do, who says so. Nothing here takes an actor.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from haidang.core.directory.models import Place
from haidang.core.directory.queries import visible
from haidang.core.rules.models import Alert
from haidang.core.rules.reading.everybody import point_of, public_alerts
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.geo import Point, distance_m
from haidang.kernel.once import once

from .models import PublicWarning

AROUND_M = 10_000
"""Farther from the middle of a commune a warning is of somewhere else."""


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning. `alert` is what was measured, with a question to people near where its rule asks one; `until` and
    `at` are when it ends by itself and when it was last measured, where that is known."""

    code: str
    title: str
    place: Place
    point: Point | None
    severity: int
    since: datetime
    at: datetime | None
    until: datetime | None
    advice: str
    source: str
    alert: Alert | None
    is_simulated: bool

    def metres_from(self, place: Place) -> float | None:
        """To the middle of a commune; 0 where one holds the other, None where it is not known."""
        if self.place.path.startswith(place.path) or place.path.startswith(self.place.path):
            return 0
        if self.point is None or place.lon is None or place.lat is None:
            return None
        return distance_m(self.point, Point(place.lon, place.lat))

    def is_around(self, place: Place) -> bool:
        metres = self.metres_from(place)
        return metres is not None and metres <= AROUND_M


def warnings() -> list[Warned]:
    """All that hold now: the worst first, then the newest."""
    return once("warnings", _warnings)


def _warnings() -> list[Warned]:
    published = PublicWarning.objects.filter(ended_at=None, until__gt=clock.now()).select_related("place")
    found = [*(_published(one) for one in published), *(_measured(one) for one in public_alerts())]
    return sorted(found, key=lambda one: (one.severity, -one.since.timestamp()))


def around(place: Place, found: Iterable[Warned]) -> list[Warned]:
    return [one for one in found if one.is_around(place)]


def _published(one: PublicWarning) -> Warned:
    return Warned(
        code=one.code,
        title=one.title,
        place=one.place,
        point=one.point,
        severity=one.severity,
        since=one.begins_at,
        at=None,
        until=one.until,
        advice=one.advice,
        source="",
        alert=None,
        is_simulated=one.is_simulated,
    )


def _measured(one: Alert) -> Warned:
    advice = one.rule_version.says.public
    return Warned(
        code=one.code,
        title=shown(one.title),
        place=one.place,
        point=point_of(one),
        severity=one.severity,
        since=one.opened_at,
        at=one.value_at,
        until=None,
        advice=shown(advice) if advice else "",
        source=name_of(one.thing),
        alert=one,
        is_simulated=one.is_simulated,
    )


def published(actor: Actor, *, ended: bool = False, limit: int = 50) -> list[PublicWarning]:
    """What the centre published, for its officers, newest first: what holds, or what is over."""
    rows = PublicWarning.objects.filter(visible(actor, PublicWarning)).select_related("place", "incident")
    now = clock.now()
    held = rows.filter(ended_at=None, until__gt=now)
    return list((rows.exclude(pk__in=held.values("pk")) if ended else held).order_by("-begins_at")[:limit])


def warning(actor: Actor, code: str) -> PublicWarning | None:
    rows = PublicWarning.objects.filter(visible(actor, PublicWarning), code=code)
    return rows.select_related("place", "incident").first()
