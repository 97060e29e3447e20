"""What pages ask of events and violations. Rows only for those with the duty; everybody else gets sums with small numbers hidden."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from haidang.core.directory.models import Place
from haidang.core.directory.permissions import decide
from haidang.core.directory.queries import visible
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of

from .book import EVENTS, OPEN, VIOLATIONS
from .hidden import Cells, hidden, shown
from .models import OrderEvent, Violation

AGES = ((0, 7), (8, 15), (16, 30), (31, None))
"""Days since a violation happened; more than 30 is what must not be."""
EVERY = "*"
"""In place of a state: open violations and those that have ended."""


def has_duty(actor: Actor) -> bool:
    return bool(decide(actor, "order_event.read"))


def events(actor: Actor, since: datetime, *, kind: str = "") -> QuerySet[OrderEvent]:
    """Row by row: nothing for those without the duty."""
    found = OrderEvent.objects.filter(visible(actor, OrderEvent), at__gte=since).select_related("place")
    return (found.filter(kind=kind) if kind else found).order_by("-at", "-pk")


@dataclass(frozen=True, slots=True)
class Sums:
    """Events by place and kind: None in `cells` is hidden. `is_whole`: the asker has the duty, nothing is hidden."""

    places: list[tuple[str, str]]
    kinds: list[str]
    cells: Cells
    totals: dict[str, int | None]
    before: dict[str, int | None]
    whole: int
    is_whole: bool
    is_simulated: bool


def sums(actor: Actor, since: date, until: date) -> Sums:
    """Over the days from `since` up to `until`, and by kind over as many days before."""
    is_whole, days = has_duty(actor), (until - since).days + 1
    table, names = _table(actor, since, until, is_whole)
    earlier, _names = _table(actor, since - timedelta(days=days), since - timedelta(days=1), is_whole)
    keys, kinds = sorted(names, key=lambda key: names[key]), list(EVENTS)
    cells: Cells = dict(table.items()) if is_whole else hidden(table, keys, kinds)
    by_kind, by_kind_before = _by_kind(table), _by_kind(earlier)
    within = {"at__gte": clock.start_of(since), "at__lt": clock.start_of(until + timedelta(days=1))}
    return Sums(
        [(key, names[key]) for key in keys], kinds, cells,
        {kind: by_kind[kind] if is_whole else shown(by_kind[kind]) for kind in kinds},
        {kind: by_kind_before[kind] if is_whole else shown(by_kind_before[kind]) for kind in kinds},
        sum(by_kind.values()), is_whole, OrderEvent.objects.filter(is_simulated=True, **within).exists(),
    )  # fmt: skip


def _table(actor: Actor, since: date, until: date, is_whole: bool) -> tuple[dict[tuple[str, str], int], dict[str, str]]:
    found = OrderEvent.objects.filter(at__gte=clock.start_of(since), at__lt=clock.start_of(until + timedelta(days=1)))
    if is_whole:
        found = found.filter(visible(actor, OrderEvent))
    counted = list(found.values_list("place", "kind").annotate(Count("pk")).order_by())
    places = Place.objects.in_bulk({pk for pk, _kind, _count in counted})
    table = {(places[pk].key, kind): count for pk, kind, count in counted}
    return table, {one.key: name_of(one) or one.key for one in places.values()}


def _by_kind(table: dict[tuple[str, str], int]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (_place, kind), count in table.items():
        found[kind] += count
    return found


@dataclass(frozen=True, slots=True)
class Hours:
    """Counts of a week by day (1 Monday) and hour; None is hidden."""

    cells: dict[tuple[int, int], int | None]
    most: int
    total: int | None

    @property
    def is_empty(self) -> bool:
        return not self.cells


def by_hour(actor: Actor, since: datetime, kinds: Sequence[str] = ()) -> Hours:
    """Those without the duty get all kinds together, and no sum that would give a hidden kind away by subtraction."""
    is_whole = has_duty(actor)
    found = OrderEvent.objects.filter(at__gte=since)
    found = found.filter(visible(actor, OrderEvent)) if is_whole else found
    if kinds and is_whole:
        found = found.filter(kind__in=kinds)
    zone = clock.HO_CHI_MINH
    counted = found.annotate(day=ExtractIsoWeekDay("at", tzinfo=zone), hour=ExtractHour("at", tzinfo=zone))
    rows = counted.values_list("day", "hour").annotate(Count("pk")).order_by()
    cells = {(day, hour): count if is_whole else shown(count) for day, hour, count in rows}
    known = [count for count in cells.values() if count]
    total: int | None = sum(count for _day, _hour, count in rows)
    if not is_whole:
        by_kind = found.values_list("kind").annotate(Count("pk")).order_by()
        is_told = all(shown(count) is not None for _kind, count in by_kind)
        total = total if is_told and sum(count is None for count in cells.values()) != 1 else None
    return Hours(cells, max(known, default=0), total)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Open violations of one kind by age, how many are past the time of their state, and what became of those that ended."""

    kind: str
    ages: tuple[int, ...]
    overdue: int
    processed: int
    rejected: int
    dropped: int

    @property
    def open(self) -> int:
        return sum(self.ages)

    @property
    def wrong(self) -> float | None:
        """% of those checked that the camera had found wrongly."""
        checked = self.processed + self.rejected + self.dropped
        return 100 * self.rejected / checked if checked else None


def waiting(actor: Actor, now: datetime | None = None) -> list[Waiting]:
    """By kind, most open first. Sums are no rows: they are for everybody who may open the page."""
    moment = now or clock.now()
    found = Violation.objects.all()
    aged = {
        f"age_{at}": Count("pk", filter=Q(state__in=OPEN) & _older(moment, least) & ~_older(moment, most + 1 if most is not None else None))
        for at, (least, most) in enumerate(AGES)
    }  # fmt: skip
    rows: Any = found.values("kind").annotate(
        **aged, overdue=Count("pk", filter=Q(state__in=OPEN, due_at__lt=moment)),
        processed=Count("pk", filter=Q(state="processed")), rejected=Count("pk", filter=Q(state="rejected")),
        dropped=Count("pk", filter=Q(state="dropped")),
    ).order_by()  # fmt: skip
    made = [
        Waiting(row["kind"], tuple(row[f"age_{at}"] for at in range(len(AGES))), row["overdue"], row["processed"],
                row["rejected"], row["dropped"])
        for row in rows
    ]  # fmt: skip
    return sorted(made, key=lambda one: -one.open)


def _older(now: datetime, days: int | None) -> Q:
    """At least so many whole days old; never, for None."""
    return Q(pk__in=[]) if days is None else Q(at__lte=now - timedelta(days=days))


def violations(actor: Actor, *, kind: str = "", state: str = "", overdue: bool = False) -> QuerySet[Violation]:
    """Row by row, those due first: nothing for those without the duty."""
    found = Violation.objects.filter(visible(actor, Violation)).select_related("place", "camera")
    if kind in VIOLATIONS:
        found = found.filter(kind=kind)
    if state != EVERY:
        found = found.filter(state=state) if state else found.filter(state__in=OPEN)
    if overdue:
        found = found.filter(due_at__lt=clock.now())
    return found.order_by("due_at", "pk")
