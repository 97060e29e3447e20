"""Schools by their newest roll: by level, those that have not reported, those where many are away; exam sites."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from haidang.core.telemetry import queries as telemetry
from haidang.core.telemetry.queries import Now
from haidang.core.things.models import Thing
from haidang.core.things.queries import things
from haidang.core.things.saying import said
from haidang.kernel import clock
from haidang.kernel.action import Actor

LOW, VERY_LOW = 93.0, 85.0
SILENT_DAYS = 4
"""A roll older than this is none; a weekend is not silence."""


@dataclass(frozen=True, slots=True)
class School:
    """A school with its newest roll: `attendance` in percent, `absent` in pupils."""

    thing: Thing
    attendance: Now | None
    absent: Now | None

    @property
    def level(self) -> str:
        return str(self.thing.fields.get("level", ""))

    @property
    def level_name(self) -> str:
        return said(self.thing.type, "level", self.level)

    @property
    def pupils(self) -> float:
        return _number(self.thing.fields.get("pupils"))

    @property
    def has_roll(self) -> bool:
        return self.attendance is not None and (clock.now() - self.attendance.at).days < SILENT_DAYS

    @property
    def severity(self) -> int | None:
        if not self.has_roll or self.attendance is None:
            return 4
        return 2 if self.attendance.value < VERY_LOW else 3 if self.attendance.value < LOW else None


@dataclass(frozen=True, slots=True)
class Level:
    """The schools of one level; `share` is the attendance of those with a roll, weighed by their pupils."""

    name: str
    schools: list[School]

    @property
    def shown(self) -> str:
        return said("school", "level", self.name)

    @property
    def pupils(self) -> float:
        return sum(one.pupils for one in self.schools)

    @property
    def classes(self) -> float:
        return sum(_number(one.thing.fields.get("classes")) for one in self.schools)

    @property
    def teachers(self) -> float:
        return sum(_number(one.thing.fields.get("teachers")) for one in self.schools)

    @property
    def told(self) -> int:
        return sum(one.has_roll for one in self.schools)

    @property
    def share(self) -> float | None:
        known = [(one.attendance.value, one.pupils) for one in self.schools if one.has_roll and one.attendance]
        pupils = sum(many for _share, many in known)
        return sum(share * many for share, many in known) / pupils if pupils else None

    @property
    def severity(self) -> int | None:
        return None if self.share is None or self.share >= LOW else 2 if self.share < VERY_LOW else 3

    @property
    def newest(self) -> datetime | None:
        return max((one.attendance.at for one in self.schools if one.attendance), default=None)


@dataclass(frozen=True, slots=True)
class Exam:
    """One exam at its sites; the days are None where no site says them."""

    name: str
    first: date | None
    last: date | None
    sites: list["Site"]

    @property
    def candidates(self) -> float:
        return sum(_number(one.thing.fields.get("candidates")) for one in self.sites)

    @property
    def rooms(self) -> float:
        return sum(_number(one.thing.fields.get("rooms")) for one in self.sites)

    @property
    def is_simulated(self) -> bool:
        return any(one.thing.source and one.thing.source.is_simulated for one in self.sites)

    @property
    def days_left(self) -> int | None:
        """0 while it is held, below 0 when it is over."""
        if self.first is None:
            return None
        today, last = clock.today(), self.last or self.first
        return max((self.first - today).days, 0) if today <= last else (last - today).days


@dataclass(frozen=True, slots=True)
class Site:
    """An exam site on its newest day of exam."""

    thing: Thing
    absent: Now | None

    @property
    def share(self) -> float | None:
        """Per cent of the candidates that came."""
        candidates = _number(self.thing.fields.get("candidates"))
        return 100 * (1 - self.absent.value / candidates) if self.absent and candidates else None


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def schools(actor: Actor) -> list[School]:
    """Those that the actor may see, the lowest attendance first, then those without a roll."""
    found, newest = _of_kind(actor, "school")
    rows = [School(one, newest.get((one.code, "attendance")), newest.get((one.code, "absent_pupils"))) for one in found]
    return sorted(rows, key=lambda one: (not one.has_roll, one.attendance.value if one.attendance else 0.0))


def levels(rows: Iterable[School]) -> list[Level]:
    by_name: dict[str, list[School]] = defaultdict(list)
    for one in rows:
        by_name[one.level].append(one)
    return sorted((Level(name, several) for name, several in by_name.items()), key=lambda one: -len(one.schools))


def sites(actor: Actor) -> list[Site]:
    found, newest = _of_kind(actor, "exam_site")
    return [Site(one, newest.get((one.code, "candidates_absent"))) for one in found]


def calendar(found: Iterable[Site]) -> list[Exam]:
    """Exams to come and held now, the nearest first, then those without a day, then those that are over."""
    by_exam: dict[tuple[str, date | None, date | None], list[Site]] = defaultdict(list)
    for one in found:
        fields = one.thing.fields
        by_exam[str(fields.get("exam", "")), _day(fields.get("first_day")), _day(fields.get("last_day"))].append(one)
    exams = [Exam(name, first, last, several) for (name, first, last), several in by_exam.items()]

    def order(one: Exam) -> tuple[int, int]:
        left = one.days_left
        return (1, 0) if left is None else (0, left) if left >= 0 else (2, -left)

    return sorted(exams, key=order)


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def _of_kind(actor: Actor, kind: str) -> tuple[list[Thing], dict[tuple[str, str], Now]]:
    found = list(things(actor, domain="education").filter(type=kind, state="active").select_related("place"))
    return found, telemetry.latest(actor, things=[one.code for one in found]).by_name()
