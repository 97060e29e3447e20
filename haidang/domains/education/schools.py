"""Schools by their newest roll: by level, those that have not reported, those where many are away; exam sites."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from haidang.core.telemetry import queries as telemetry
from haidang.core.telemetry.queries import Now
from haidang.core.things.models import Thing
from haidang.core.things.queries import things
from haidang.kernel import clock
from haidang.kernel.action import Actor

LOW, VERY_LOW = 93.0, 85.0
SILENT_DAYS = 4
"""A roll older than this is none; a weekend is not silence."""


@dataclass(frozen=True, slots=True)
class School:
    thing: Thing
    attendance: Now | None
    absent: Now | None

    @property
    def level(self) -> str:
        return str(self.thing.fields.get("level", ""))

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


def _of_kind(actor: Actor, kind: str) -> tuple[list[Thing], dict[tuple[str, str], Now]]:
    found = list(things(actor, domain="education").filter(type=kind, state="active").select_related("place"))
    return found, telemetry.latest(actor, things=[one.code for one in found]).by_name()
