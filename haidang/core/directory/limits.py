"""The limits of signing in, dated facts of `limits.toml`: what holds for somebody on a day, with its source."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from msgspec import Struct

from haidang.kernel import clock, dated_limits
from haidang.kernel.strict import ManifestError, load

from .models import Duty, Person, valid_on
from .roles import facts

FILE = Path(__file__).with_name("limits.toml")
Who = Literal["everybody", "administrators"]


class Limit(dated_limits.Limit, frozen=True, kw_only=True):
    """A limit for everybody, or a stricter one for those who keep the house."""

    who: Who = "everybody"


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
    return dated_limits.in_force(_facts().limits, day or clock.today(), lambda one: (one.key, one.who))


def number(key: str, *, administers: bool = False) -> int | None:
    """The value of a limit today; None when there is none for such a person."""
    found = {one.who: one.value for one in in_force() if one.key == key}
    return found.get("administrators", found.get("everybody")) if administers else found.get("everybody")


def length(key: str, *, administers: bool = False) -> timedelta | None:
    """A limit of time."""
    for one in sorted(in_force(), key=lambda one: one.who):  # administrators before everybody
        if one.key == key and (administers or one.who == "everybody"):
            return one.length
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
