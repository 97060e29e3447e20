"""Trying a source: read now, shown with what would become of it; nothing is written."""

import time
from dataclasses import dataclass, field

from haidang.core.indicators.bringing.taking import Given
from haidang.core.telemetry.readings import Reading
from haidang.kernel.bilingual import same
from haidang.kernel.pull import INDICATORS, SERIES, Pull

from .faults import Fault
from .mapping import Wrong, check_columns, mapped
from .reading import read_by
from .table import Row, Table
from .taking import of_checks, refuse_strange, taker_of
from .way_in import WayIn

SHOWN = 10


@dataclass(slots=True)
class Trial:
    """What came and what it would give. `fault` where it would be refused as a whole."""

    took_ms: int = 0
    size: int = 0
    count: int = 0
    columns: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    fits: int = 0
    wrong: list[Wrong] = field(default_factory=list)
    fault: Fault | None = None

    @property
    def cells(self) -> list[list[str]]:
        return [["" if row.get(name) is None else str(row[name])[:80] for name in self.columns] for row in self.rows]


def tried(one: Pull, way_in: WayIn) -> Trial:
    """By the facts, which need not be kept."""
    began = time.monotonic()
    try:
        table = read_by(one, way_in)
    except Fault as fault:
        return Trial(int((time.monotonic() - began) * 1000), fault=fault)
    except Exception as error:
        return Trial(fault=Fault("broken", why=same(f"{type(error).__name__}: {error}"[:200])))
    found = shown(one, table)
    found.took_ms = int((time.monotonic() - began) * 1000)
    return found


def shown(one: Pull, table: Table) -> Trial:
    """What a table would give."""
    found = Trial(0, table.size, len(table.rows), table.columns, table.rows[:SHOWN])
    try:
        check_columns(table, one.take, [])
        if one.take.to not in (INDICATORS, SERIES):
            taker_of(one.take.to)
            found.fits = len(table.rows)
            return found
        figures = mapped(table, one)
        checked = of_checks(figures)
        found.wrong = [*figures.wrong, *checked]
        found.given, found.readings = figures.given[:SHOWN], figures.readings[:SHOWN]
        found.fits = figures.count - len(checked)
        refuse_strange(figures.count + len(figures.wrong), found.wrong)
    except Fault as fault:
        found.fault = fault
    return found
