"""Until when a guest must be declared, and the other numbers of a notice of stay, as facts/stays.toml has them."""

from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec

from haidang.kernel import clock, strict
from haidang.kernel.manifest import Key, Trust, Words


class Number(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    value: int
    source: str
    trust: Trust
    valid_from: date


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    key: Key
    name: Words


class _Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    most_nights: Number
    evening: Number
    morning: Number
    foreign_hours: Number
    foreign_hours_remote: Number
    kept_months: Number
    reasons: list[Reason]


FACTS = strict.load(Path(__file__).parent / "facts" / "stays.toml", _Facts)
REASONS = {one.key: one for one in FACTS.reasons}


def deadline(arrived_at: datetime, *, is_foreign: bool) -> datetime:
    """By when a guest who arrived then must have been declared."""
    if is_foreign:
        return arrived_at + timedelta(hours=FACTS.foreign_hours.value)
    here = arrived_at.astimezone(clock.HO_CHI_MINH)
    midnight = clock.start_of(here.date())
    if here.hour < FACTS.morning.value:  # after midnight: the night before goes on
        return midnight + timedelta(hours=FACTS.morning.value)
    if here.hour < FACTS.evening.value:
        return midnight + timedelta(hours=FACTS.evening.value)
    return midnight + timedelta(days=1, hours=FACTS.morning.value)


def night_of(moment: datetime) -> date:
    """The night a moment belongs to: until the morning it is still that of the day before."""
    here = moment.astimezone(clock.HO_CHI_MINH)
    return here.date() - timedelta(days=1) if here.hour < FACTS.morning.value else here.date()
