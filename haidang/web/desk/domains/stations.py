"""The things of a domain by kind, each with the newest value of what its kind measures first."""

from dataclasses import dataclass
from datetime import datetime

from haidang.core.rules import queries as rules
from haidang.core.telemetry import queries as telemetry
from haidang.core.telemetry.queries import Now
from haidang.core.things import queries as things
from haidang.core.things.models import Thing
from haidang.kernel import clock, registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest import Domain, Series, ThingType

COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """One newest value: None when the thing has not reported it."""

    now: Now | None
    facts: Series
    follow: str


@dataclass(frozen=True, slots=True)
class Row:
    thing: Thing
    severity: int | None
    alerts: int
    cells: list[Cell]
    newest_at: datetime | None
    cadence: int


@dataclass(frozen=True, slots=True)
class Group:
    """One kind of thing with the columns its table has."""

    kind: ThingType
    name: str
    columns: list[Series]
    rows: list[Row]


def groups(actor: Actor, domain: Domain) -> list[Group]:
    """The kinds of which there is at least one, abnormal things first."""
    latest = telemetry.latest(actor, domain=domain.key).by_name()
    worst = rules.worst_by_thing(actor)
    listed = list(things.things(actor, domain=domain.key))
    found = []
    for kind in domain.things:
        columns = [facts for key in kind.series[:COLUMNS] if (facts := registry.series(domain.key, key))]
        rows = [_row(one, columns, latest, worst.get(one.code)) for one in listed if one.type == kind.key]
        if rows:
            rows.sort(key=lambda row: (row.severity or 9, row.thing.code))
            found.append(Group(kind, shown(kind.name), columns, rows))
    return found


def _row(thing: Thing, columns: list[Series], latest: dict[tuple[str, str], Now], open_: tuple[int, int] | None) -> Row:
    cells = [Cell(latest.get((thing.code, one.key)), one, f"{thing.code}/{one.key}") for one in columns]
    heard = [now.at for (code, _key), now in latest.items() if code == thing.code]
    cadence = max((int(clock.duration(one.cadence).total_seconds()) for one in columns), default=300)
    severity, count = open_ or (None, 0)
    return Row(thing, severity, count, cells, max(heard, default=None), cadence)
