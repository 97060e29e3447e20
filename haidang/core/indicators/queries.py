"""The one way to read: the catalogue, values by place and period with where they come from, why a value is what it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import numpy as np
from django.db import connection
from django.db.models import Q, QuerySet
from numpy.typing import NDArray

from haidang.core.directory.permissions import scope_of, visible
from haidang.core.telemetry import wire
from haidang.core.telemetry.wire import Bool, Date, Float8, Int2, Int4
from haidang.kernel import clock, periods
from haidang.kernel.action import Actor
from haidang.kernel.formula import Cells, Explained, Quality, explain
from haidang.kernel.manifest import Band
from haidang.kernel.periods import Kind, Period, containing
from haidang.kernel.text import folded

from . import book, over_time, places, targets
from .book import Entry
from .cells import Columns, Store, between, day_of, trend
from .evaluation import Evaluation
from .marking import counts_by_itself
from .models import ACTIVE, Baseline, Indicator, Plan, Target
from .places import Axis
from .targets import Progress
from .values import BY_PEOPLE, Origin, closed_at

__all__ = [
    "At", "Change", "Late", "Map", "Now", "Trend", "abnormal", "automatic_share", "baselines", "by_code", "catalogue",
    "changes", "figure", "late", "latest", "on_map", "plans", "progress", "trends", "why",
]  # fmt: skip


class Unseen(LookupError):
    """There is no such indicator, or none that the actor may see."""


def catalogue(
    actor: Actor, *, words: str = "", domain: str = "", pillar: str = "", source: str = "", office: str = "",
    period: str = "", retired: bool = False,
) -> QuerySet[Indicator]:  # fmt: skip
    """Indicators in force, in Vietnamese order within their fields; `words` are searched without diacritics."""
    found = Indicator.objects.filter(visible(actor, Indicator))
    found = found.exclude(ACTIVE) if retired else found.filter(ACTIVE)
    asked = {"domain": domain, "pillar": pillar, "source": source, "period": period, "office__code": office}
    found = found.filter(**{name: value for name, value in asked.items() if value})
    for word in folded(words).split():
        found = found.filter(Q(folded__contains=word))
    return found.defer("facts", "manifest", "folded").select_related("office").order_by("domain", "sort_key")


def by_code(actor: Actor, code: str) -> Indicator:
    """Raises Unseen."""
    found = Indicator.objects.filter(visible(actor, Indicator), code=code).select_related("office").first()
    if found is None:
        raise Unseen(code)
    return found


def _entries(actor: Actor, codes: Iterable[str]) -> list[Entry]:
    """Those the actor may see, in the order asked for."""
    known, scope = book.current(), scope_of(actor)
    found = (known.by_code.get(code) for code in codes)
    return [one for one in found if one is not None and scope.covers("", "", one.data_class, "indicator")]


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
    def band(self) -> Band | None:
        return band_of(self.entry, self.value)

    @property
    def change(self) -> float | None:
        """Against the period before, as a share of it."""
        return self.value / self.before - 1 if self.before else None

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


def latest(actor: Actor, codes: Sequence[str], *, place: int | None = None) -> dict[str, Now]:
    """By code, the newest values at a place (the province); indicators without any are left out."""
    return _now(_entries(actor, codes), place if place is not None else places.today().root_id)


def _now(entries: list[Entry], place: int) -> dict[str, Now]:
    numbers = np.array([one.id for one in entries], np.int32)
    found = wire.cursor().execute(_LATEST, [place, Int4(numbers)], prepare=True, binary=True)
    number, day, value, quality, simulated, at = wire.columns(found, Int4, Date, Float8, Int2, Bool, wire.Moment)
    marks = quality | np.where(simulated, np.int16(Quality.SIMULATED), np.int16(0))
    rows = {int(one): n for n, one in enumerate(number)}
    newest = {one: Period(day_of(day[rows[one.id]]), one.period) for one in entries if one.id in rows}
    beside = {one: (period.previous, period.year_before) for one, period in newest.items()}
    asked = {period for pair in beside.values() for period in pair}
    old = _by_key(trend([one.id for one in newest], place, sorted(asked)))
    return {
        one.code: Now(
            one,
            period,
            float(value[rows[one.id]]),
            Quality(int(marks[rows[one.id]])),
            _moment(at[rows[one.id]]),
            old.get((one.id, beside[one][0].first)),
            old.get((one.id, beside[one][1].first)),
        )
        for one, period in newest.items()
    }


def _moment(microseconds: Any) -> datetime:
    return datetime.fromtimestamp(int(microseconds) / 1e6, clock.HO_CHI_MINH)


def _by_key(columns: Columns) -> dict[tuple[int, date], float]:
    keys = zip(columns.indicator.tolist(), map(day_of, columns.period.tolist()), strict=True)
    return dict(zip(keys, columns.value.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Trend:
    """One indicator at one place over periods; NaN where there is no value."""

    entry: Entry
    periods: list[Period]
    value: NDArray[np.float64]
    quality: NDArray[np.int16]
    why: NDArray[np.int16]


def trends(
    actor: Actor, codes: Sequence[str], *, place: int | None = None, until: date | None = None, count: int = 24,
    kind: Kind | None = None,
) -> list[Trend]:  # fmt: skip
    """So many periods up to a day (today), in the indicator's own length or a longer one."""
    entries, axis = _entries(actor, codes), places.today()
    at = place if place is not None else axis.root_id
    last = {one: containing(until or clock.today(), _kind(one, kind)) for one in entries}
    asked = {one: periods.between(period.moved(1 - count), period) for one, period in last.items()}
    own = {one: over_time.span(part, one.period) for one, part in asked.items()}
    read = [trend([one.id for one in entries if own[one] == part], at, part) for part in _distinct(list(own.values()))]
    store = Store.of(Columns.joined(read).in_order())
    row = _row_of(at)
    return [_trend(one, store.cells(one.id, row, own[one]), own[one], asked[one]) for one in entries]


def _trend(one: Entry, cells: Cells, own: list[Period], asked: list[Period]) -> Trend:
    seen = over_time.seen_in(cells, own, asked, one.facts.over_time, one.due)
    return Trend(one, asked, seen.value[0], seen.quality[0], seen.why[0])


def _kind(one: Entry, kind: Kind | None) -> Kind:
    return kind if kind is not None and periods.is_longer(kind, one.period) else one.period


def _distinct(parts: list[list[Period]]) -> list[list[Period]]:
    return list({(part[0], part[-1]): part for part in parts}.values())


def _row_of(place: int) -> Axis:
    return Axis(np.array([place], np.int32), np.zeros(1, np.int16), np.array([-1], np.intp), [""], np.array([np.nan]))


@dataclass(frozen=True, slots=True)
class Map:
    """One indicator over the communes (or departments) in one period, largest first; `whole` is the province's."""

    entry: Entry
    period: Period
    place: NDArray[np.int32]
    value: NDArray[np.float64]
    quality: NDArray[np.int16]
    whole: float | None
    missing: list[int]


def on_map(actor: Actor, code: str, period: Period | None = None, *, kind: Kind | None = None) -> Map:
    """The newest period of the province if none is given. Raises Unseen."""
    entries = _entries(actor, [code])
    if not entries:
        raise Unseen(code)
    one, axis = entries[0], places.today()
    asked = period or _newest(one, axis) or containing(clock.today(), one.period).previous
    if kind is not None:
        asked = containing(asked.first, _kind(one, kind))
    own = over_time.span([asked], one.period)
    store = Store.of(between([one.id], own[0].first, own[-1].first))
    cells = over_time.seen_in(store.cells(one.id, axis, own), own, [asked], one.facts.over_time, one.due)
    rows = np.flatnonzero(axis.at_level(one.facts.level) & (axis.level > 0))
    there = rows[cells.is_there[rows, 0]]
    order = there[np.argsort(-cells.value[there, 0], kind="stable")]
    whole = cells.at(axis.root, 0)[0]
    absent = axis.ids[rows[~cells.is_there[rows, 0]]].tolist()
    return Map(one, asked, axis.ids[order], cells.value[order, 0], cells.quality[order, 0], whole, absent)


def _newest(one: Entry, axis: Axis) -> Period | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(period) FROM indicator_value WHERE indicator_id = %s", [one.id])
        day = cursor.fetchone()[0]
    return Period(day, one.period) if day else None


@dataclass(frozen=True, slots=True)
class At:
    """One value with where it comes from."""

    entry: Entry
    period: Period
    place: int
    value: float
    quality: Quality
    origin: Origin
    version: int
    at: datetime
    lot_id: int
    lot_kind: str
    lot_label: str
    source_text: str
    by_name: str

    @property
    def is_by_people(self) -> bool:
        return self.origin in BY_PEOPLE


def figure(actor: Actor, code: str, period: Period, *, place: int | None = None) -> At | None:
    """One value with its provenance, None where there is none. Raises Unseen."""
    entries = _entries(actor, [code])
    if not entries:
        raise Unseen(code)
    at = place if place is not None else places.today().root_id
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.value, v.quality, v.is_simulated, v.origin, v.version, v.at, v.lot_id, coalesce(l.kind, ''),"
            " coalesce(l.label, ''), coalesce(l.source_text, ''), coalesce(l.by_name, '') FROM indicator_value v"
            " LEFT JOIN indicator_lot l ON l.id = v.lot_id WHERE indicator_id = %s AND period = %s AND place_id = %s",
            [entries[0].id, period.first, at],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    value, quality, simulated, origin, version, moment, lot, *told = row
    marks = Quality(quality) | (Quality.SIMULATED if simulated else Quality.GOOD)
    return At(entries[0], period, at, value, marks, Origin(origin), version, moment, lot, *told)


@dataclass(frozen=True, slots=True)
class Change:
    """What a value was before, and who changed it to what, when and why. `new` is None where it went."""

    at: datetime
    old: float
    new: float | None
    is_closed: bool
    by_name: str
    why: str


def changes(actor: Actor, code: str, period: Period, *, place: int | None = None) -> list[Change]:
    """The trace of one value, newest first. Raises Unseen."""
    entries = _entries(actor, [code])
    if not entries:
        raise Unseen(code)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT at, old_value, new_value, is_closed, by_name, why FROM indicator_value_change"
            " WHERE indicator_id = %s AND period = %s AND place_id = %s ORDER BY id DESC",
            [entries[0].id, period.first, place if place is not None else places.today().root_id],
        )
        return [Change(*row) for row in cursor.fetchall()]


def why(actor: Actor, code: str, period: Period, *, place: int | None = None) -> Explained | None:
    """How a computed value is made, part by part, from what is in the tables now; None where there is no formula.

    A part that is an indicator of its own can be asked again. Raises Unseen.
    """
    entries = _entries(actor, [code])
    if not entries:
        raise Unseen(code)
    one, axis = entries[0], places.today()
    if one.tree is None:
        return None
    row = axis.row_of.get(place if place is not None else axis.root_id)
    if row is None:
        return None
    evaluation = Evaluation.of(book.current(), axis, [(one, [period])])
    grid = evaluation.grid(one, [period])
    return explain(one.tree, grid, evaluation, row, len(grid.periods) - 1)


def abnormal(actor: Actor, *, place: int | None = None, severity: int = 1) -> list[Now]:
    """Newest values in a band that asks for attention, the worst first (1 is the worst)."""
    entries = _entries(actor, book.current().by_code)
    judged = [one for one in entries if any(band.severity for band in one.facts.bands)]
    found = _now(judged, place if place is not None else places.today().root_id).values()
    bad = [(now.band.severity, now) for now in found if now.band is not None and now.band.severity >= severity]
    return [now for _severity, now in sorted(bad, key=lambda pair: (pair[0], pair[1].entry.code))]


@dataclass(frozen=True, slots=True)
class Late:
    """An indicator whose value of a period that was due is not there."""

    entry: Entry
    period: Period
    due_at: datetime
    missing: int
    expected: int


def late(actor: Actor, *, source: Literal["", "typed", "imported", "pulled"] = "") -> list[Late]:
    """What people and other systems owe: the newest period that was due lacks values, the longest overdue first."""
    entries = [
        one
        for one in _entries(actor, book.current().by_code)
        if not one.facts.is_computed and source in ("", one.facts.source)
    ]
    axis, due = places.today(), {}
    for one in entries:
        period = containing(clock.today(), one.period).previous
        while closed_at(period.last, one.due) > clock.now():
            period = period.previous
        due[one] = period
    counted = _counted(due)
    found = []
    for one, period in due.items():
        expected = (
            int((axis.at_level(one.facts.level) & (axis.level > 0)).sum()) if one.facts.level != "province" else 1
        )
        missing = expected - counted.get((one.id, period.first), 0)
        if missing > 0:
            found.append(Late(one, period, closed_at(period.last, one.due), missing, expected))
    return sorted(found, key=lambda one: (one.due_at, one.entry.code))


def _counted(due: dict[Entry, Period]) -> dict[tuple[int, date], int]:
    """How many places gave each value; the province's own row of what is given below does not count."""
    if not due:
        return {}
    asked = Columns.of(
        [(one.id, period.first, 0, 0.0, int(one.facts.level != "province")) for one, period in due.items()]
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indicator_id, period, count(*) FROM indicator_value JOIN unnest(%s::int[], %s::date[], %s::int[])"
            " AS one (number, day, below) ON indicator_id = number AND period = day AND (below = 0 OR place_id <> %s)"
            " GROUP BY 1, 2",
            [
                asked.indicator.tolist(), [day_of(day) for day in asked.period], asked.quality.tolist(),
                places.today().root_id,
            ],
        )  # fmt: skip
        return {(number, day): count for number, day, count in cursor.fetchall()}


def automatic_share(actor: Actor) -> tuple[int, int]:
    """How many of the indicators in force get their values without anybody typing, and how many there are."""
    entries = _entries(actor, book.current().by_code)
    typed = _made_by_hand()
    return sum(one.code not in typed for one in entries), len(entries)


def _made_by_hand() -> set[str]:
    """Typed and imported ones, and formulas of nothing else."""
    known = book.current()
    found = {code for code, one in known.by_code.items() if one.facts.source in ("typed", "imported")}
    for group in known.levels:
        for code in group:
            one = known.by_code[code]
            if one.tree is not None and known.needs[code] and not counts_by_itself(one) and known.needs[code] <= found:
                found.add(code)
    return found


def plans(actor: Actor) -> QuerySet[Plan]:
    """Every plan, those in force first; expired ones are history."""
    return Plan.objects.filter(visible(actor, Plan)).order_by("-valid_to", "code")


def progress(
    actor: Actor, *, plan: Plan | None = None, code: str = "", place: int | None = None, domain: str = ""
) -> list[Progress]:
    """Targets with their results, of a plan, an indicator, a place."""
    found = Target.objects.filter(visible(actor, Target), indicator__retired_at=None)
    found = found.filter(indicator__in=Indicator.objects.filter(visible(actor, Indicator)))
    for name, value in {"plan": plan, "indicator__code": code, "place_id": place, "indicator__domain": domain}.items():
        if value:
            found = found.filter(**{name: value})
    rows = list(found.select_related("plan", "place").order_by("plan", "indicator__sort_key", "-period"))
    return targets.progress(book.current(), places.today(), rows)


def baselines(actor: Actor, code: str) -> QuerySet[Baseline]:
    """Figures once published, oldest first: history, never today's value."""
    found = Baseline.objects.filter(visible(actor, Baseline), indicator__code=code)
    return found.select_related("place").order_by("period")
