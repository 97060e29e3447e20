"""What people ask of the index: a period's result with points, offices side by side, months in a row, and why a number is so."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from haidang.core.cases.models import Case
from haidang.core.directory.models import Office
from haidang.kernel.manifest import Words

from . import counting, facts
from .counting import Tally
from .facts import Group, Indicator
from .models import Count, National, Points
from .periods import Period

RECEIVED_THERE = "totalReceived"


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator of a result. `most`, `points` are None where they are not known or nothing counts."""

    indicator: Indicator
    tally: Tally
    share: float | None
    most: float | None
    points: float | None

    @property
    def value(self) -> float | None:
        """What is shown: per cent, a mean, a number."""
        if self.indicator.formula == "number":
            return self.tally.good if self.tally.all else None
        if self.indicator.formula == "mean":
            return self.tally.share
        return None if self.share is None else 100 * self.share

    @property
    def is_under(self) -> bool:
        """Whether it loses points."""
        return self.points is not None and self.most is not None and self.points < self.most


@dataclass(frozen=True, slots=True)
class GroupResult:
    """A group of the index with the points of its rows; rows without a number count for nothing."""

    group: Group
    rows: list[Row]

    @property
    def points(self) -> float:
        return round(sum(one.points or 0 for one in self.rows), 2)

    @property
    def reachable(self) -> float:
        """The points of the rows that have a number: what the group was measured by."""
        return round(sum(one.most or 0 for one in self.rows if one.points is not None), 2)

    @property
    def share(self) -> float | None:
        return self.points / self.reachable if self.reachable else None


@dataclass(frozen=True, slots=True)
class Result:
    """A period of an office (None: the province). `total` is out of `reachable`; `scaled` as if it were of 100."""

    period: Period
    office: Office | None
    groups: list[GroupResult]
    counted_at: datetime | None

    @property
    def total(self) -> float:
        return round(sum(one.points for one in self.groups), 2)

    @property
    def reachable(self) -> float:
        return round(sum(one.reachable for one in self.groups), 2)

    @property
    def has_work(self) -> bool:
        """Whether there was a dossier or a report at all; what procedures offer counts without."""
        return any(row.tally.all for key in ("2.1", "5.1") if (row := self.row(key)))

    @property
    def scaled(self) -> float | None:
        return round(100 * self.total / self.reachable, 2) if self.reachable else None

    @property
    def called(self) -> Words | None:
        """The class [M] of the scaled total."""
        return facts.index().class_of(self.scaled) if self.scaled is not None else None

    def row(self, key: str) -> Row | None:
        return next((row for group in self.groups for row in group.rows if row.indicator.key == key), None)


def result(period: Period, office: Office | None = None) -> Result:
    rows = Count.objects.filter(period=period.key, office=office)
    return _result(period, office, {one.indicator: one for one in rows})


def by_office(period: Period) -> list[Result]:
    """Every office with dossiers or reports in the period, the most points first."""
    counted: dict[int, dict[str, Count]] = defaultdict(dict)
    for one in Count.objects.filter(period=period.key, office__isnull=False):
        counted[one.office_id or 0][one.indicator] = one
    offices = Office.objects.in_bulk(list(counted))
    found = [_result(period, offices[pk], counts) for pk, counts in counted.items()]
    return sorted(found, key=lambda one: (-(one.scaled or 0), one.office.sort_key if one.office else ""))


def trend(periods: list[Period], office: Office | None = None) -> list[Result]:
    """One result for each period that has been counted or not, in their order."""
    counted: dict[str, dict[str, Count]] = defaultdict(dict)
    for one in Count.objects.filter(period__in=[each.key for each in periods], office=office):
        counted[one.period][one.indicator] = one
    return [_result(each, office, counted[each.key]) for each in periods]


def _result(period: Period, office: Office | None, counts: dict[str, Count]) -> Result:
    tallies = {name: Tally(one.good, one.all) for name, one in counts.items()}
    _against_national(period, office, tallies)
    known = points_known()
    shares = {
        one.key: tallies[one.counts].share for one in facts.index().indicators() if one.counts and one.counts in tallies
    }
    groups = [
        GroupResult(group, [_row(one, tallies, shares, known) for one in group.indicators])
        for group in facts.index().groups
    ]
    return Result(period, office, groups, min((one.counted_at for one in counts.values()), default=None))


def _row(one: Indicator, tallies: dict[str, Tally], shares: dict[str, float | None], known: dict[str, Points]) -> Row:
    tally = tallies.get(one.counts, Tally())
    share = shares.get(one.key)
    if one.times and share is not None:
        share *= shares.get(one.times) or 0
    most = one.max if one.max is not None else known[one.key].max if one.key in known else None
    is_scored = one.formula == "share" and share is not None and most is not None
    points = facts.points(share or 0, most or 0, one.target) if is_scored else None
    return Row(one, tally, share, most, points)


def _against_national(period: Period, office: Office | None, tallies: dict[str, Tally]) -> None:
    """1.4 is of the larger of what we and what the portal counts as received (QĐ 766)."""
    ours = tallies.get("synced")
    there = _national(period, office).get(RECEIVED_THERE)
    if ours is not None and there is not None:
        ours.all = max(ours.all, there)


def points_known() -> dict[str, Points]:
    """The points the province wrote down itself, the newest of each indicator."""
    return {one.indicator: one for one in reversed(Points.objects.all())}


def _national(period: Period, office: Office | None) -> dict[str, float]:
    codes = {kept["code"] for kept in office.agencies} if office else province_codes()
    rows = National.objects.filter(period=period.key, department__in=codes)
    return {one.parameter: one.value for one in rows}


def province_codes() -> set[str]:
    """The agency code of the province: the part before the first dot of its offices' codes."""
    kept = [
        one["code"] for office in Office.objects.exclude(agencies=[]).only("agencies")[:50] for one in office.agencies
    ]
    return {code.partition(".")[0] for code in kept if code}


@dataclass(frozen=True, slots=True)
class Compared:
    """A number of the national system beside ours; `ours` is None where we do not count it."""

    parameter: str
    department: str
    office: Office | None
    there: float
    ours: float | None

    @property
    def difference(self) -> float | None:
        return None if self.ours is None else self.ours - self.there


def compared(period: Period) -> list[Compared]:
    """Every number of the national system for a period, by department."""
    offices = {kept["code"]: one for one in Office.objects.exclude(agencies=[]) for kept in one.agencies}
    top = province_codes()
    counts: dict[tuple[int | None, str], Count] = {
        (one.office_id, one.indicator): one for one in Count.objects.filter(period=period.key)
    }
    found = []
    for one in National.objects.filter(period=period.key).order_by("department", "parameter"):
        office = None if one.department in top else offices.get(one.department)
        is_known = office is not None or one.department in top
        ours = counts.get((office.pk if office else None, OURS.get(one.parameter, one.parameter))) if is_known else None
        value = (
            None
            if ours is None
            else (ours.good / ours.all if one.parameter == "avgProcessingDays" and ours.all else ours.good)
        )
        found.append(Compared(one.parameter, one.department, office, one.value, value))
    return found


OURS = {"onlineDossierCount": "channelOnlineSum", "avgProcessingDays": "days"}


@dataclass(frozen=True, slots=True)
class Because:
    """A case and whether it counts for (True), against (False) or not at all (None), and why."""

    case: Case
    good: bool | None
    why: str


@dataclass(slots=True)
class Explained:
    """Some of the cases behind a number, and whether there are more."""

    rows: list[Because] = field(default_factory=list)
    is_more: bool = False


def can_explain(indicator: Indicator) -> bool:
    return indicator.counts in counting.DOSSIERS | counting.REPORTS


def why(indicator: Indicator, period: Period, office: str = "", *, only: str = "", limit: int = 200) -> Explained:
    """The cases that an indicator counts, as they were when it was last counted. `only`: good, bad, or none."""
    wanted = {"good": True, "bad": False, "none": None}
    rows = counting.explained(indicator.counts, period, office).select_related(
        "case__procedure", "case__version", "case__office"
    )
    if only in wanted:
        rows = rows.filter(counts=wanted[only])
    found = [
        Because(one.case, one.counts, _("không thuộc diện tính") if one.counts is None else _(one.why))
        for one in rows[: limit + 1]
    ]
    return Explained(found[:limit], len(found) > limit)
