"""The newest values of many indicators at one place, and which of them ask for attention."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np

from haidang.core.telemetry import wire
from haidang.core.telemetry.wire import Bool, Date, Float8, Int2, Int4
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.formula import Quality
from haidang.kernel.manifest import Band
from haidang.kernel.once import once
from haidang.kernel.periods import Period

from . import book, places
from .book import Entry
from .cells import Columns, day_of, trend
from .judging import adds_up
from .seeing import entries_of
from .values import closed_at


@dataclass(frozen=True, slots=True)
class Now:
    """The newest value of an indicator at a place; `before` and `last_year` are of the period before and a year ago."""

    entry: Entry
    period: Period
    value: float
    quality: Quality
    at: datetime
    before: float | None
    last_year: float | None

    @property
    def is_part(self) -> bool:
        """Whether it is summed up so far in a period that still runs; such a one is set beside no whole period."""
        return Quality.TO_DATE in self.quality and adds_up(self.entry)

    @property
    def band(self) -> Band | None:
        return None if self.is_part else band_of(self.entry, self.value)

    @property
    def change(self) -> float | None:
        """Against the period before, as a share of it."""
        return self.value / self.before - 1 if self.before and not self.is_part else None

    @property
    def is_stale(self) -> bool:
        """Whether a newer period has ended and its value was due."""
        return closed_at(self.period.next.last, self.entry.due) <= clock.now()


def band_of(entry: Entry, value: float) -> Band | None:
    for band in entry.facts.bands:
        if (band.from_ is None or value >= band.from_) and (band.below is None or value < band.below):
            return band
    return None


_LATEST = """
SELECT array_agg(indicator_id), array_agg(period), array_agg(value), array_agg(quality), array_agg(is_simulated),
       array_agg(at)
FROM indicator_latest WHERE place_id = %s AND indicator_id = ANY(%s)
"""


_VALUES = """
SELECT array_agg(indicator_id), array_agg(value), array_agg(quality)
FROM indicator_latest WHERE place_id = %s AND indicator_id = ANY(%s)
"""


def latest(actor: Actor, codes: Sequence[str], *, place: int | None = None) -> dict[str, Now]:
    """By code, the newest values at a place (the province); indicators without any are left out."""
    at = place if place is not None else places.today().root_id
    return {one.entry.code: one for one in _with_those_before(_newest(entries_of(actor, codes), at), at)}


def _newest(entries: list[Entry], place: int) -> list[Now]:
    """In the order of the entries, without what was before."""
    numbers = np.array([one.id for one in entries], np.int32)
    found = wire.cursor().execute(_LATEST, [place, Int4(numbers)], prepare=True, binary=True)
    number, day, value, quality, simulated, at = wire.columns(found, Int4, Date, Float8, Int2, Bool, wire.Moment)
    marks = quality | np.where(simulated, np.int16(Quality.SIMULATED), np.int16(0))
    columns = (day.tolist(), value.tolist(), marks.tolist(), at.tolist())
    rows = dict(zip(number.tolist(), zip(*columns, strict=True), strict=True))
    there = ((one, rows[one.id]) for one in entries if one.id in rows)
    return [
        Now(one, Period(day_of(day), one.period), value, Quality(mark), _moment(at), None, None)
        for one, (day, value, mark, at) in there
    ]


def _with_those_before(found: list[Now], place: int) -> list[Now]:
    beside = {period for one in found for period in (one.period.previous, one.period.year_before)}
    old = _by_key(trend([one.entry.id for one in found], place, sorted(beside)))
    return [
        replace(
            one,
            before=old.get((one.entry.id, one.period.previous.first)),
            last_year=old.get((one.entry.id, one.period.year_before.first)),
        )
        for one in found
    ]


def _moment(microseconds: int) -> datetime:
    return datetime.fromtimestamp(microseconds / 1e6, clock.HO_CHI_MINH)


def _by_key(columns: Columns) -> dict[tuple[int, date], float]:
    keys = zip(columns.indicator.tolist(), map(day_of, columns.period.tolist()), strict=True)
    return dict(zip(keys, columns.value.tolist(), strict=True))


def abnormal(
    actor: Actor, *, place: int | None = None, mildest: int = 4, domain: str = "", most: int | None = None
) -> list[Now]:
    """Newest values in a band that asks for attention (severity 1, the worst, to `mildest`), the worst `most` first."""
    at = place if place is not None else places.today().root_id
    entries = abnormal_entries(actor, place=at, mildest=mildest, domain=domain)
    return _with_those_before(_newest(entries[:most], at), at)


def abnormal_entries(actor: Actor, *, place: int | None = None, mildest: int = 4, domain: str = "") -> list[Entry]:
    """The indicators that `abnormal` tells of, without their values: to count thousands, to leave them out."""
    at = place if place is not None else places.today().root_id
    return once(("abnormal", actor, at, mildest, domain), lambda: _abnormal(actor, at, mildest, domain))


def _abnormal(actor: Actor, place: int, mildest: int, domain: str) -> list[Entry]:
    known = book.current()
    seen = entries_of(actor, [one.code for one in known.judged_entries if domain in ("", one.domain)])
    numbers = np.array([one.id for one in seen], np.int32)
    found = wire.cursor().execute(_VALUES, [place, Int4(numbers)], prepare=True, binary=True)
    number, value, quality = wire.columns(found, Int4, Float8, Int2)
    severity = known.judged.severities(number, value, quality)
    rows = np.flatnonzero((severity > 0) & (severity <= mildest)).tolist()
    rows.sort(key=lambda row: (int(severity[row]), known.by_id[int(number[row])].code))
    return [known.by_id[int(number[row])] for row in rows]
