"""The limits of signing in, dated facts of `limits.toml`: what holds for somebody on a day, with its source."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from msgspec import Struct

from haidang.kernel import clock
from haidang.kernel.manifest import Key, Words
from haidang.kernel.strict import ManifestError, load
from haidang.provinces.facts import Mark

from .models import Duty, Person, valid_on
from .roles import facts

FILE = Path(__file__).with_name("limits.toml")
MONTH = timedelta(days=365.25 / 12)
Who = Literal["everybody", "administrators"]


class Limit(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One limit from `valid_from` (inclusive; empty: unknown since when) to `valid_to` (exclusive)."""

    key: Key
    words: Words
    value: int
    unit: Literal["minutes", "hours", "days", "months", "times", "signs", "kinds"]
    who: Who = "everybody"
    valid_from: date | None = None
    valid_to: date | None = None
    source: str
    trust: Mark

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


class _Facts(Struct, forbid_unknown_fields=True, frozen=True):
    administrators: list[str]
    limits: list[Limit]


@cache
def _facts() -> _Facts:
    found = load(FILE, _Facts)
    wrong = [role for role in found.administrators if role not in facts().roles]
    if wrong:
        raise ManifestError(FILE, "administrators", wrong[0], f"name a role: {', '.join(facts().roles)}")
    return found


def in_force(day: date | None = None) -> list[Limit]:
    """Every limit of a day, in the order of the file."""
    on = day or clock.today()
    latest: dict[tuple[str, Who], Limit] = {}
    for one in _facts().limits:
        before = latest.get((one.key, one.who))
        if one.holds_on(on) and (before is None or (one.valid_from or date.min) >= (before.valid_from or date.min)):
            latest[one.key, one.who] = one
    return list(latest.values())


def number(key: str, *, administers: bool = False) -> int | None:
    """The value of a limit today; None when there is none for such a person."""
    found = {one.who: one.value for one in in_force() if one.key == key}
    return found.get("administrators", found.get("everybody")) if administers else found.get("everybody")


def length(key: str, *, administers: bool = False) -> timedelta | None:
    """A limit of time."""
    for one in sorted(in_force(), key=lambda one: one.who):  # administrators before everybody
        if one.key == key and (administers or one.who == "everybody"):
            return timedelta(**{one.unit: one.value}) if one.unit != "months" else one.value * MONTH
    return None


def required(key: str) -> timedelta:
    """A limit of time that holds for everybody. Raises LookupError when the file lost it."""
    found = length(key)
    if found is None:
        raise LookupError(f"limits.toml: no limit {key!r} is in force today")
    return found


def administers(person: Person) -> bool:
    """Whether somebody holds one of the roles that keep the house."""
    held = Duty.objects.filter(valid_on(clock.today()), person=person, role__in=_facts().administrators)
    return held.filter(revoked_at=None).exists()
