"""The working time of a province, from its hours of the week, its holidays and its swapped days."""

from typing import TYPE_CHECKING

from haidang.kernel.working_time import Block, WorkingTime

from .facts import Day, Holiday

if TYPE_CHECKING:
    from .pack import Pack

WEEK: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALWAYS_OFF = {(1, 1), (4, 30), (5, 1), (9, 2)}
"""Holidays with a fixed date (Bộ luật Lao động 2019, Điều 112): a year that has them all is in the data."""


def working_time(pack: "Pack") -> WorkingTime:
    """When the offices of a province work; `Pack.working_time` keeps it."""
    off = {holiday.on for holiday in pack.holidays if holiday.counts}
    return WorkingTime(
        blocks=tuple(
            Block(WEEK.index(day), hours.opens, hours.closes)
            for hours in pack.province.working_hours
            for day in hours.days
        ),
        days_off=frozenset(off | {swap.off_on for swap in pack.swapped_days}),
        worked={swap.worked_on: swap.off_on for swap in pack.swapped_days},
        known_years=frozenset(_known_years(pack.holidays)),
        unsure=frozenset(holiday.on for holiday in pack.holidays if holiday.status != "in_force"),
    )


def _known_years(holidays: list[Holiday]) -> set[int]:
    days = {holiday.on for holiday in holidays}
    return {
        year
        for year in {day.year for day in days}
        if {(day.month, day.day) for day in days if day.year == year} >= ALWAYS_OFF
    }
