"""Boards: load, age and punctuality by office, by officer, by commune, by kind; and how it went day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, Literal

from django.db.models import Avg, Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, TruncDate

from haidang.core.directory.queries import visible
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.clock import HO_CHI_MINH

from . import lateness
from .models import LONG, Case, Stay
from .queries import broke_extended

AGES = (1, 3, 7, 30)
"""Days at which the buckets of age end; the last one has no end."""
BACK = timedelta(days=90)
By = Literal["office", "officer", "place", "procedure"]
_NAMES = {
    "office": ("office_id", "office__name_vi", "office__name_en", "office__code"),
    "officer": ("officer_id", "officer__full_name", "officer__full_name", "officer_id"),
    "place": ("place_id", "place__name_vi", "place__name_en", "place__path"),
    "procedure": ("procedure_id", "procedure__name_vi", "procedure__name_en", "procedure_id"),
}


@dataclass(frozen=True, slots=True)
class Board:
    """What a board is about: cases of these procedures, or of this kind, or of this office; everything when empty."""

    procedures: Sequence[int] | None = None
    kind: str = ""
    office: str = ""

    def wanted(self) -> Q:
        asked: dict[str, Any] = {"kind": self.kind, "office__code": self.office}
        if self.procedures is not None:
            asked["procedure__in"] = list(self.procedures)
        return Q(merged_into=None, **{name: value for name, value in asked.items() if value != ""})


@dataclass(frozen=True, slots=True)
class Load:
    """One line. `ages` are open cases by AGES; `ended`, `on_time` and `in_time_extended` are of the last BACK days.

    `on_time` counts against the original deadline, `in_time_extended` against the one after extensions; both leave out
    what had no deadline (`timed` is how many had one). `rating` is the mean of 1 to 3.
    """

    key: Any
    vi: str
    en: str
    open: int
    late: int
    soon: int
    waiting: int
    unassigned: int
    ages: tuple[int, ...]
    ended: int
    timed: int
    on_time: int
    in_time_extended: int
    rating: float | None
    rated: int

    @property
    def share_on_time(self) -> float | None:
        return self.on_time / self.timed if self.timed else None

    @property
    def share_extended(self) -> float | None:
        return self.in_time_extended / self.timed if self.timed else None


def loads(actor: Actor, board: Board, by: By) -> list[Load]:
    """The most late first."""
    pk, vi, en, key = _NAMES[by]
    grouping = list(dict.fromkeys((pk, vi, en, key)))
    found = _rows(actor, board).values(*grouping).annotate(**_measures())
    return sorted(
        (_load(one, one[key], one[vi] or "", one[en] or "") for one in found), key=lambda one: (-one.late, -one.open)
    )


def whole(actor: Actor, board: Board) -> Load:
    return _load(_rows(actor, board).aggregate(**_measures()), None, "", "")


def _rows(actor: Actor, board: Board) -> QuerySet[Case]:
    """Open ones, and those that ended not long ago."""
    recent = Q(ended_at=None) | Q(ended_at__gte=clock.now() - BACK)
    rows = Case.objects.filter(visible(actor, Case), board.wanted(), recent)
    return rows.annotate(broke_extended=broke_extended())


def _measures() -> dict[str, Any]:
    now, is_open = clock.now(), Q(ended_at=None)
    ends = [now - timedelta(days=days) for days in AGES]
    bounds = [
        (ends[0], None),
        *((older, newer) for newer, older in pairwise(ends)),
        (None, ends[-1]),
    ]
    ages = {f"age{at}": Count("pk", is_open & _between(*one)) for at, one in enumerate(bounds)}
    timed = Q(ended_at__isnull=False, on_time__isnull=False)
    return ages | {
        "n_open": Count("pk", is_open),
        "n_late": Count("pk", lateness.late()),
        "n_soon": Count("pk", lateness.soon()),
        "n_waiting": Count("pk", is_open & Q(paused_at__isnull=False)),
        "n_unassigned": Count("pk", is_open & Q(officer=None)),
        "n_ended": Count("pk", Q(ended_at__isnull=False)),
        "n_timed": Count("pk", timed),
        "n_on_time": Count("pk", timed & Q(on_time=True)),
        "n_extended": Count("pk", timed & (Q(on_time=True) | Q(broke_extended=False))),
        "mean_rating": Avg("rating"),
        "n_rated": Count("rating"),
    }


def _between(since: datetime | None, before: datetime | None) -> Q:
    asked = {"opened_at__gte": since, "opened_at__lt": before}
    return Q(**{name: value for name, value in asked.items() if value is not None})


def _load(one: dict[str, Any], key: Any, vi: str, en: str) -> Load:
    return Load(
        key, vi, en, one["n_open"], one["n_late"], one["n_soon"], one["n_waiting"], one["n_unassigned"],
        tuple(one[f"age{at}"] for at in range(len(AGES) + 1)), one["n_ended"], one["n_timed"], one["n_on_time"],
        one["n_extended"], one["mean_rating"], one["n_rated"],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Day:
    """What came and what ended on one day."""

    day: date
    opened: int
    ended: int


def days(actor: Actor, board: Board, back: int = 30) -> list[Day]:
    """The last so many days, today last, days without anything too."""
    today = clock.today()
    first = today - timedelta(days=back - 1)
    since = clock.start_of(first)
    rows = Case.objects.filter(visible(actor, Case), board.wanted())
    opened, ended = _per_day(rows, "opened_at", since), _per_day(rows, "ended_at", since)
    every = [first + timedelta(days=number) for number in range(back)]
    return [Day(one, opened.get(one, 0), ended.get(one, 0)) for one in every]


def by_hour(actor: Actor, board: Board, back: timedelta = timedelta(days=28)) -> list[list[int]]:
    """Monday first, 24 hours each: how many cases were opened lately."""
    rows = Case.objects.filter(visible(actor, Case), board.wanted(), opened_at__gte=clock.now() - back).order_by()
    rows = rows.annotate(
        day=ExtractIsoWeekDay("opened_at", tzinfo=HO_CHI_MINH), hour=ExtractHour("opened_at", tzinfo=HO_CHI_MINH)
    )
    table = [[0] * 24 for _day in range(7)]
    for day, hour, count in rows.values("day", "hour").annotate(n=Count("pk")).values_list("day", "hour", "n"):
        table[day - 1][hour] = count
    return table


def _per_day(rows: QuerySet[Case], column: str, since: datetime) -> dict[date, int]:
    found = rows.filter(**{f"{column}__gte": since}).annotate(day=TruncDate(column, tzinfo=HO_CHI_MINH))
    return {one["day"]: one["n"] for one in found.values("day").annotate(n=Count("pk"))}


def newest_at(actor: Actor, board: Board) -> datetime | None:
    """When the newest case came: the age of what a board says."""
    rows = Case.objects.filter(visible(actor, Case), board.wanted()).order_by("-opened_at", "-pk")
    return rows.values_list("opened_at", flat=True).first()


def open_points(actor: Actor, board: Board, limit: int = 3000) -> list[Case]:
    """Open cases that have a point, the newest first."""
    rows = Case.objects.filter(visible(actor, Case), board.wanted(), ended_at=None, lon__isnull=False)
    return list(
        rows.select_related("place", "office", "procedure", "version").defer(*LONG).order_by("-opened_at")[:limit]
    )


def points_at(actor: Actor, board: Board, at: datetime, limit: int = 3000) -> list[Case]:
    """Cases with a point that were open at a moment, the newest first. One that was opened again was open while it stayed in a state."""
    then = Q(started_at__lte=at) & (Q(ended_at=None) | Q(ended_at__gt=at))
    stayed = Exists(Stay.objects.filter(then, case=OuterRef("pk")))
    rows = Case.objects.filter(visible(actor, Case), board.wanted(), opened_at__lte=at, lon__isnull=False)
    rows = rows.filter(Q(ended_at=None) | Q(ended_at__gt=at)).filter(Q(reopened=0) | stayed)
    return list(
        rows.select_related("place", "office", "procedure", "version").defer(*LONG).order_by("-opened_at")[:limit]
    )
