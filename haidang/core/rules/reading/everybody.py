"""What everybody is told and asked: open alerts whose rule says what to do, as little of each as that needs."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from haidang.core.directory.models import Place
from haidang.core.directory.queries import places as all_places
from haidang.core.directory.queries import visible
from haidang.core.rules.models import Alert, Sighting
from haidang.kernel import manifest
from haidang.kernel.action import PUBLIC, Actor, Doing, Invalid, NotPossible, action
from haidang.kernel.geo import Point, distance_m
from haidang.kernel.once import once

MOST = 200
ROUND = 3
"""Decimals of a degree that are kept of where somebody answered: about 100 m."""
TOWNS = ("ward", "commune", "township", "special_zone")


def public_alerts() -> list[Alert]:
    """What holds now, the worst and newest first: of public data, by a rule with words for the public, not set aside by
    an officer, and not covered by a worse one. Needs no actor: it is everybody's."""
    return once("public alerts", _public_alerts)


def _public_alerts() -> list[Alert]:
    return list(held().order_by("severity", "-opened_at")[:MOST])


def held() -> "QuerySet[Alert]":
    """The rows that `public_alerts` tells of, all of them."""
    rows = Alert.objects.filter(
        data_class="public", closed_at=None, state__in=("new", "acknowledged"), shelved_until=None, aside=""
    )
    worded = rows.filter(rule_version__facts__has_key="public").exclude(rule_version__facts__public=None)
    return worded.select_related("place", "thing", "rule_version")


def public_alert(code: str) -> Alert | None:
    return next((one for one in public_alerts() if one.code == code), None)


def point_of(alert: Alert) -> Point | None:
    thing = alert.thing
    return Point(thing.lon, thing.lat) if thing.lon is not None and thing.lat is not None else None


def asked_places(alert: Alert) -> list[Place]:
    """The communes whose people are asked: its own, and those whose middle lies within the distance of the rule."""
    asks, here = alert.rule_version.says.asks, point_of(alert)
    if asks is None:
        return []
    towns = once("towns", lambda: list(all_places(PUBLIC).filter(kind__in=TOWNS)))
    return [one for one in towns if one == alert.place or _is_within(one, here, asks.within_m)]


def _is_within(place: Place, here: Point | None, metres: float) -> bool:
    if here is None or place.lon is None or place.lat is None:
        return False
    return distance_m(here, Point(place.lon, place.lat)) <= metres


@action("alert.answer")
def answer(do: Doing, alert: Alert, *, choice: str, place: Place, voice: str, point: Point | None = None) -> Sighting:
    """Somebody near says how it is where they are; a second time it stands instead of the first.

    Raises NotPossible once the alert is over, Invalid for a choice that is not offered or a place too far away.
    """
    asks = alert.rule_version.says.asks
    if asks is None or public_alert(alert.code) is None:
        raise NotPossible(_("Cảnh báo này đã hết. Cảm ơn bạn."))
    if choice not in {one.key for one in asks.choices}:
        raise Invalid("choice", _("Chọn một câu trả lời."), choice)
    if place not in asked_places(alert):
        raise Invalid("place", _("Chọn xã, phường gần nơi có cảnh báo."), place.key)
    do.about(alert, choice=choice, place=place.key)
    lon, lat = (round(point.lon, ROUND), round(point.lat, ROUND)) if point else (None, None)
    row, _is_new = Sighting.objects.update_or_create(
        alert=alert, voice=voice, defaults={"choice": choice, "place": place, "lon": lon, "lat": lat, "at": do.at}
    )
    return row


def answered(alerts: Iterable[Alert], voice: str) -> dict[int, str]:
    """The choice of one voice, by the number of the alert."""
    rows = Sighting.objects.filter(alert__in=list(alerts), voice=voice) if voice else Sighting.objects.none()
    return dict(rows.values_list("alert", "choice"))


@dataclass(frozen=True, slots=True)
class Answers:
    """How people near an alert answered: each choice with its count, and each place with its counts by choice."""

    total: int
    choices: list[tuple[manifest.Choice, int]]
    places: list[tuple[Place, dict[str, int]]]
    sightings: list[Sighting]


def answers(actor: Actor, alert: Alert) -> Answers | None:
    """None where nothing is asked or the actor may not see the alert."""
    asks = alert.rule_version.says.asks
    if asks is None or not Alert.objects.filter(visible(actor, Alert), pk=alert.pk).exists():
        return None
    rows = list(alert.sightings.select_related("place").order_by("-at"))
    counts = Counter(one.choice for one in rows)
    by_place: dict[Place, Counter[str]] = {}
    for one in rows:
        by_place.setdefault(one.place, Counter())[one.choice] += 1
    places = sorted(by_place.items(), key=lambda pair: -pair[1].total())
    choices = [(one, counts[one.key]) for one in asks.choices]
    return Answers(len(rows), choices, [(place, dict(found)) for place, found in places], rows)
