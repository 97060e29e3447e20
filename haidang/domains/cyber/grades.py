"""Grades of vulnerabilities and the days within which they must be fixed, as facts."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path

from msgspec import Struct, field

from haidang.kernel import strict
from haidang.kernel.facts import Key, Severity, Trust, Words

FILE = Path(__file__).parent / "facts" / "vulnerabilities.toml"


class Grade(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """`from_` is the least CVSS score, `days` how long fixing may take."""

    key: Key
    name: Words
    severity: Severity
    from_: float = field(name="from")
    days: int


class Known(Struct, forbid_unknown_fields=True, frozen=True):
    trust: Trust
    source: str


class File(Struct, forbid_unknown_fields=True, frozen=True):
    grades: list[Grade]
    known: Known


@cache
def table() -> File:
    """Worst grade first."""
    return strict.load(FILE, File)


@cache
def by_key() -> dict[str, Grade]:
    return {one.key: one for one in table().grades}


def of_score(score: float) -> Grade | None:
    """None for a score that says there is no weak spot."""
    return next((one for one in table().grades if score >= one.from_), None)


def due(grade: str, found_on: date) -> date | None:
    known = by_key().get(grade)
    return found_on + timedelta(days=known.days) if known else None
