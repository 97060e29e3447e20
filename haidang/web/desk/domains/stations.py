"""The things of a domain by kind, each with the newest value of what its kind measures first."""

from dataclasses import dataclass
from datetime import datetime

from haidang.core.rules.reading import queries as rules
from haidang.core.telemetry import queries as telemetry
from haidang.core.telemetry.queries import Now
from haidang.core.things import queries as things
from haidang.core.things.models import Thing
from haidang.kernel import clock, registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest import Domain, Series, ThingType

COLUMNS = 4
MOST_ROWS = 50


@dataclass(frozen=True, slots=True)
class Cell:
    """One newest value: None when the thing has not reported it."""

    now: Now | None
    facts: Series
    follow: str

    @property
    def state(self) -> str:
        """The name of the state that the value stands for; empty when it is a quantity."""
        named = self.facts.state(self.now.value) if self.now else None
        return shown(named) if named else ""


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
    """One kind of thing with the columns its table has; of `total` things the rows from `start` on."""

    kind: ThingType
    name: str
    columns: list[Series]
    rows: list[Row]
    start: int
    total: int

    @property
    def before(self) -> int | None:
        return max(self.start - MOST_ROWS, 0) if self.start else None

    @property
    def after(self) -> int | None:
        return self.start + MOST_ROWS if self.start + MOST_ROWS < self.total else None


def groups(actor: Actor, domain: Domain, turned: str = "", start: int = 0) -> list[Group]:
    """The kinds of which there is at least one, abnormal things first; the kind `turned` from its row `start` on."""
    worst = rules.worst_by_thing(actor)
    codes: dict[str, list[str]] = {}
    for code, kind in things.things(actor, domain=domain.key).order_by().values_list("code", "type"):
        codes.setdefault(kind, []).append(code)
    pages: dict[str, list[str]] = {}
    for kind, every in codes.items():
        every.sort(key=lambda code: (worst.get(code, (9, 0))[0], code))
        begin = start if kind == turned else 0
        pages[kind] = every[begin : begin + MOST_ROWS]
    shown_codes = [code for page in pages.values() for code in page]
    listed = {one.code: one for one in things.things(actor).filter(code__in=shown_codes).order_by()}
    latest = _by_thing(actor, shown_codes)
    found = []
    for one in domain.things:
        columns = [facts for key in one.series[:COLUMNS] if (facts := registry.series(domain.key, key))]
        rows = [_row(listed[code], columns, latest.get(code, {}), worst.get(code)) for code in pages.get(one.key, [])]
        if rows:
            begin = start if one.key == turned else 0
            found.append(Group(one, shown(one.name), columns, rows, begin, len(codes[one.key])))
    return found


def _by_thing(actor: Actor, codes: list[str]) -> dict[str, dict[str, Now]]:
    found: dict[str, dict[str, Now]] = {}
    for now in telemetry.latest(actor, things=codes):
        found.setdefault(now.named.thing, {})[now.named.key] = now
    return found


def _row(thing: Thing, columns: list[Series], latest: dict[str, Now], open_: tuple[int, int] | None) -> Row:
    cells = [Cell(latest.get(one.key), one, f"{thing.code}/{one.key}") for one in columns]
    newest_at = max((now.at for now in latest.values()), default=None)
    cadence = max((int(clock.duration(one.cadence).total_seconds()) for one in columns), default=300)
    severity, count = open_ or (None, 0)
    return Row(thing, severity, count, cells, newest_at, cadence)
