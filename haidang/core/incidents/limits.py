"""When two matters may be one: the dated limits of `limits.toml`, with their source."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path

from msgspec import Struct

from haidang.kernel import clock, dated_limits
from haidang.kernel.dated_limits import Limit
from haidang.kernel.strict import load

FILE = Path(__file__).with_name("limits.toml")


class _Facts(Struct, forbid_unknown_fields=True, frozen=True):
    limits: list[Limit]


@cache
def _facts() -> _Facts:
    return load(FILE, _Facts)


def in_force(day: date | None = None) -> list[Limit]:
    """Every limit of a day, in the order of the file."""
    return dated_limits.in_force(_facts().limits, day or clock.today())


def metres(key: str) -> float:
    return float(_one(key).value)


def length(key: str) -> timedelta:
    return _one(key).length


def _one(key: str) -> Limit:
    """Raises LookupError when the file lost it."""
    found = next((one for one in in_force() if one.key == key), None)
    if found is None:
        raise LookupError(f"limits.toml: no limit {key!r} is in force today")
    return found
