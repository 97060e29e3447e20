"""Numbers that others contradict: each hour the checks of the manifests are judged over hourly values.

A doubt marks hours of a series as "nghi ngờ" with the reason; the readings stay as they are until somebody settles it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from haidang.core.directory.queries import visible
from haidang.core.things.models import Series
from haidang.kernel import clock, registry
from haidang.kernel.action import Actor, system
from haidang.kernel.manifest.checks import Check

from .actions import raise_doubt
from .buckets import from_hours
from .models import Doubt
from .readings import microseconds

LOOK_BACK = 26  # hours: the longest run that is asked for, and a lag of the same day
HOUR = timedelta(hours=1)
HOUR_US = 3_600_000_000
EARTH_M = 6_371_009.0
MOST_NAMED = 12  # neighbours that are named in a doubt

Hours = NDArray[np.float64]
"""One value an hour, oldest first, NaN for an hour without a good reading."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One series of a check: what it said each hour, what others lead to expect, and who these are."""

    series: int
    said: Hours
    expected: Hours
    others: list[str]


def judge() -> None:
    """Open, carry on and end doubts by the hours that are over. Judging the same hour again changes nothing."""
    end = clock.hour_of(clock.now())
    for domain in registry.domains().values():
        for check in domain.checks:
            _judge(domain.key, check, end)


def _judge(domain: str, check: Check, end: datetime) -> None:
    running = {one.series_id: one for one in Doubt.objects.filter(domain=domain, check_key=check.key, state="open")}
    of_late = Doubt.objects.filter(domain=domain, check_key=check.key, state="right", until__gt=end - LOOK_BACK * HOUR)
    settled = dict(of_late.values_list("series_id", "until"))
    for one in compared(domain, check, end):
        allowed = check.differs + check.share * np.abs(one.expected)
        beyond = one.said - one.expected if check.kind == "at_most" else np.abs(one.said - one.expected)
        with np.errstate(invalid="ignore"):
            is_off = beyond > allowed
        doubt = running.get(one.series)
        if np.isnan(beyond[-1]):
            continue  # silence is the rules' business
        run = _run(is_off)
        if run >= check.hours or (doubt and run):
            since = end - run * HOUR
            if doubt is None and settled.get(one.series, since) > since:
                continue  # somebody said that this number is true; it must disagree anew
            _keep(doubt, domain, check, one, since, end, float(allowed[-1]))
        elif doubt:
            doubt.state = "over"
            doubt.save(update_fields=["state"])


def _run(is_off: NDArray[np.bool_]) -> int:
    """How many of the last hours are off, one after the other."""
    good = np.flatnonzero(~is_off)
    return len(is_off) - 1 - int(good[-1]) if len(good) else len(is_off)


def _keep(
    doubt: Doubt | None, domain: str, check: Check, one: Compared, since: datetime, end: datetime, allowed: float
) -> None:
    facts = {
        "until": end, "value": float(one.said[-1]), "expected": float(one.expected[-1]), "allowed": allowed,
        "compared": one.others,
    }  # fmt: skip
    if doubt is None:
        series = Series.objects.select_related("thing__place", "thing__office").get(pk=one.series)
        raise_doubt(system("checks"), Doubt(series=series, domain=domain, check_key=check.key, since=since, **facts))
        return
    for name, value in facts.items():
        setattr(doubt, name, value)
    doubt.save(update_fields=list(facts))


def compared(domain: str, check: Check, end: datetime) -> Iterator[Compared]:
    """What the check compares, of the hours before `end`."""
    keys = {check.series, *check.parts, *([check.other] if check.other else [])}
    series = Series.objects.filter(
        thing__domain=domain, thing__type__in=check.things, thing__state="active", key__in=keys
    ).select_related("thing")
    by_thing: dict[str, dict[str, Series]] = {}
    for one in series:
        by_thing.setdefault(one.thing.code, {})[one.key] = one
    hours = _hours([one.pk for one in series], end)
    ways = {"sum": _sum, "twin": _other, "at_most": _other, "neighbour": _neighbours, "downstream": _upstream}
    yield from ways[check.kind](check, by_thing, hours)


def _hours(numbers: Sequence[int], end: datetime) -> dict[int, Hours]:
    start = end - LOOK_BACK * HOUR
    found = from_hours(numbers, start, end, HOUR, apart=True)
    hour = (found.start_us - microseconds(start)) // HOUR_US
    table: dict[int, Hours] = {number: np.full(LOOK_BACK, np.nan) for number in numbers}
    for number, at, value in zip(found.series_id.tolist(), hour.tolist(), found.mean.tolist(), strict=True):
        table[number][at] = value
    return table


ByThing = dict[str, dict[str, Series]]


def _sum(check: Check, things: ByThing, hours: dict[int, Hours]) -> Iterator[Compared]:
    for of in things.values():
        if check.series in of and all(part in of for part in check.parts):
            whole = np.sum([hours[of[part].pk] for part in check.parts], axis=0)
            yield Compared(
                of[check.series].pk, hours[of[check.series].pk], whole, [str(of[part]) for part in check.parts]
            )


def _other(check: Check, things: ByThing, hours: dict[int, Hours]) -> Iterator[Compared]:
    for of in things.values():
        if check.series in of and check.other in of:
            one, other = of[check.series], of[check.other]
            yield Compared(one.pk, hours[one.pk], hours[other.pk], [str(other)])


def _neighbours(check: Check, things: ByThing, hours: dict[int, Hours]) -> Iterator[Compared]:
    there = [of[check.series] for of in things.values() if check.series in of]
    there = [one for one in there if one.thing.lat is not None and one.thing.lon is not None]
    lat, lon = (np.radians([getattr(one.thing, name) for one in there]) for name in ("lat", "lon"))
    said = np.array([hours[one.pk] for one in there]).reshape(-1, LOOK_BACK)
    for at, one in enumerate(there):
        metres = EARTH_M * np.hypot(lat - lat[at], (lon - lon[at]) * np.cos(lat[at]))
        near = np.flatnonzero((metres <= check.within_m) & (np.arange(len(there)) != at))
        if len(near) < check.least:
            continue
        enough = (~np.isnan(said[near])).sum(axis=0) >= check.least
        expected = np.full(LOOK_BACK, np.nan)
        if enough.any():
            expected[enough] = np.nanmedian(said[near][:, enough], axis=0)
        yield Compared(one.pk, hours[one.pk], expected, [str(there[other]) for other in near[:MOST_NAMED].tolist()])


def _upstream(check: Check, things: ByThing, hours: dict[int, Hours]) -> Iterator[Compared]:
    lag = int(clock.duration(check.lag) / HOUR)
    for of in things.values():
        one = of.get(check.series)
        above = things.get(str(one.thing.fields.get(check.field, "")), {}).get(check.series) if one else None
        if one is not None and above is not None:
            expected = np.concatenate([np.full(lag, np.nan), hours[above.pk]])[: len(hours[above.pk])]
            yield Compared(one.pk, hours[one.pk], expected, [str(above)])


def check_of(doubt: Doubt) -> Check | None:
    """The check as the manifest states it now."""
    domain = registry.domains().get(doubt.domain)
    return next((one for one in domain.checks if one.key == doubt.check_key), None) if domain else None


def listed(actor: Actor, *, state: str = "open") -> QuerySet[Doubt]:
    """The doubts of series that the actor may see, the newest first; `state` "" for all."""
    found = Doubt.objects.filter(visible(actor, Doubt)).select_related("series__thing__place", "series__thing__office")
    return (found.filter(state=state) if state else found).order_by("-until", "pk")


def open_of(things: Sequence[str]) -> dict[tuple[str, str], Doubt]:
    """(thing, series) -> what is doubted of it now; for things that the asker already sees."""
    found = Doubt.objects.filter(state="open", series__thing__code__in=things).select_related("series__thing")
    return {(one.series.thing.code, one.series.key): one for one in found}


def at(series: int, moment: datetime) -> list[Doubt]:
    """What was doubted of a series at a moment, settled or not."""
    found = Doubt.objects.filter(series=series, since__lte=moment, until__gt=moment)
    return list(found.select_related("series__thing").order_by("-opened_at"))
