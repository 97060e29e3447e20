"""From a shift pattern to the turns of a day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from haidang.kernel.clock import HO_CHI_MINH

from .facts import Crew, Roster, Shift

OFF = "off"


@dataclass(frozen=True, slots=True)
class Turn:
    """One crew at one desk for one shift; `ends_at` is exclusive."""

    office: str
    shift: Shift
    crew: Crew
    starts_at: datetime
    ends_at: datetime


def turns(roster: Roster, day: date) -> list[Turn]:
    """The turns that start on a local day, in the order of the shifts; none before the roster starts."""
    if day < roster.starts_on:
        return []
    return [_turn(roster, shift, crew, day) for shift in roster.shifts for crew in crews_on(roster, shift, day)]


def crews_on(roster: Roster, shift: Shift, day: date) -> list[Crew]:
    return [crew for crew in roster.crews if _entry(roster, crew, day) == shift.key]


def turns_at(roster: Roster, moment: datetime) -> list[Turn]:
    """The turns under way at an aware moment: a night shift belongs to the day it started on."""
    today = moment.astimezone(HO_CHI_MINH).date()
    around = turns(roster, today - timedelta(days=1)) + turns(roster, today)
    return [turn for turn in around if turn.starts_at <= moment < turn.ends_at]


def _entry(roster: Roster, crew: Crew, day: date) -> str:
    return roster.cycle[((day - roster.starts_on).days + crew.offset) % len(roster.cycle)]


def _turn(roster: Roster, shift: Shift, crew: Crew, day: date) -> Turn:
    starts_at = datetime.combine(day, shift.starts, HO_CHI_MINH)
    ends_on = day if shift.ends > shift.starts else day + timedelta(days=1)
    return Turn(roster.office, shift, crew, starts_at, datetime.combine(ends_on, shift.ends, HO_CHI_MINH))
