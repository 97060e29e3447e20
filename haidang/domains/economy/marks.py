"""What share of the year's public capital is to be paid by a day: marks of each quarter, evenly between them."""

from datetime import date
from pathlib import Path

import msgspec
import numpy as np

from haidang.kernel import strict
from haidang.kernel.manifest import Trust


class Mark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`share` per cent of the year's plan by month and day `by` (MM-DD)."""

    by: str
    share: float


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    valid_from: date
    trust: Trust
    marks: list[Mark]


TABLE = strict.load(Path(__file__).parent / "facts" / "disbursement.toml", Table)


def planned(day: date, table: Table = TABLE) -> float:
    """Per cent that is to be paid by the end of the day."""
    days = [date(day.year, 1, 1).toordinal() - 1, *(_day(one, day.year).toordinal() for one in table.marks)]
    return float(np.interp(day.toordinal(), days, [0.0, *(one.share for one in table.marks)]))


def _day(one: Mark, year: int) -> date:
    return date.fromisoformat(f"{year}-{one.by}")


def projected(paid: float, day: date, table: Table = TABLE) -> float:
    """Where the year will end, in per cent: what is paid so far against its mark holds on to the end; 100 at most."""
    by_now = planned(day, table)
    if by_now <= 0:
        return 0.0
    return min(paid * table.marks[-1].share / by_now, 100.0)
