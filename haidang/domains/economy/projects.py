"""Public investment by project and owner: capital of the year, paid, the mark of today, where the year will end."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from haidang.core.telemetry import queries as telemetry
from haidang.core.telemetry.queries import Now
from haidang.core.things.models import Thing
from haidang.core.things.queries import things
from haidang.core.things.saying import said
from haidang.kernel import clock
from haidang.kernel.action import Actor

from . import marks

KIND = "public_project"
BEHIND, FAR_BEHIND = 12.0, 20.0
"""Points below the mark of today."""


@dataclass(frozen=True, slots=True)
class Project:
    """One project; money in tỷ đồng, None where it is not known."""

    thing: Thing
    paid: Now | None
    progress: Now | None

    @property
    def owner(self) -> str:
        return str(self.thing.fields.get("owner", ""))

    @property
    def capital(self) -> float | None:
        return _number(self.thing.fields.get("plan_this_year"))

    @property
    def total(self) -> float | None:
        return _number(self.thing.fields.get("total_capital"))

    @property
    def held_up_by(self) -> str:
        return said(self.thing.type, "held_up_by", self.thing.fields.get("held_up_by"))

    @property
    def ends_on(self) -> date | None:
        text = str(self.thing.fields.get("ends_on", ""))
        return date.fromisoformat(text) if text else None

    @property
    def share(self) -> float | None:
        """Per cent of the year's capital paid."""
        return self.paid.value if self.paid else None

    @property
    def amount(self) -> float | None:
        return self.capital * self.share / 100 if self.capital is not None and self.share is not None else None

    @property
    def severity(self) -> int | None:
        return _severity(self.share)

    @property
    def is_overdue(self) -> bool:
        done = self.progress.value if self.progress else 0.0
        return self.ends_on is not None and self.ends_on < clock.today() and done < 100


@dataclass(frozen=True, slots=True)
class Owner:
    """All projects of one owner together; `share` and `projected` in per cent of the capital whose payment is known."""

    name: str
    projects: list[Project]

    @property
    def capital(self) -> float:
        return sum(one.capital or 0.0 for one in self.projects)

    @property
    def amount(self) -> float:
        return sum(one.amount or 0.0 for one in self.projects)

    @property
    def share(self) -> float | None:
        known = sum(one.capital or 0.0 for one in self.projects if one.amount is not None)
        return 100 * self.amount / known if known else None

    @property
    def projected(self) -> float | None:
        return None if self.share is None else marks.projected(self.share, clock.today())

    @property
    def late(self) -> int:
        return sum(one.severity is not None for one in self.projects)

    @property
    def severity(self) -> int | None:
        return _severity(self.share)

    @property
    def unpaid(self) -> float:
        """tỷ đồng that will be left at the end of the year, as it goes."""
        return 0.0 if self.projected is None else self.capital * (100 - self.projected) / 100


def _severity(share: float | None) -> int | None:
    if share is None:
        return None
    behind = marks.planned(clock.today()) - share
    return 2 if behind > FAR_BEHIND else 3 if behind > BEHIND else None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def projects(actor: Actor) -> list[Project]:
    """Those that the actor may see, the farthest behind first."""
    found = list(things(actor, domain="economy").filter(type=KIND, state="active").select_related("place"))
    newest = telemetry.latest(actor, things=[one.code for one in found]).by_name()
    rows = [Project(one, newest.get((one.code, "disbursed")), newest.get((one.code, "progress"))) for one in found]
    return sorted(rows, key=lambda one: (one.share is None, one.share or 0.0))


def owners(rows: Iterable[Project]) -> list[Owner]:
    """The farthest behind first."""
    by_name: dict[str, list[Project]] = defaultdict(list)
    for one in rows:
        by_name[one.owner].append(one)
    found = [Owner(name, several) for name, several in by_name.items()]
    return sorted(found, key=lambda one: (one.share is None, one.share or 0.0))
