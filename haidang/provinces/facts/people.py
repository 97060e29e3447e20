"""Invented people with their duties, field units, and who sits at the desk when."""

from datetime import date, time
from typing import Annotated, Literal

from msgspec import Meta

from haidang.kernel.manifest import Key, Words

from .base import Code, DataClass, Dated, Facts, Lat, Lon, Role, Text


class Duty(Dated, frozen=True, kw_only=True):
    """What a person may do: a role in an office, over a place and everything in it, for some classes of data."""

    role: Role
    office: Code
    place: Code
    data_classes: Annotated[list[DataClass], Meta(min_length=1)]


class Person(Facts, frozen=True, kw_only=True):
    """A demo account, invented; a `device` is a screen that signs in by itself."""

    account: Code
    name: Text
    kind: Literal["person", "device"] = "person"
    title: Words
    office: Code
    duties: Annotated[list[Duty], Meta(min_length=1)]


class PeopleFile(Facts, frozen=True, kw_only=True):
    people: list[Person] = []


class Unit(Facts, frozen=True, kw_only=True):
    """A field unit with its base; `members` are accounts, `phone` is a placeholder in the demo."""

    code: Code
    name: Words
    kind: Key
    office: Code
    place: Code
    lat: Lat
    lon: Lon
    phone: str | None = None
    members: list[Code] = []


class UnitsFile(Facts, frozen=True, kw_only=True):
    units: list[Unit] = []


class Shift(Facts, frozen=True, kw_only=True):
    """A shift of the desk in local time; one that ends at or before its start ends the next day."""

    key: Key
    name: Words
    starts: time
    ends: time


class Crew(Facts, frozen=True, kw_only=True):
    """People who work together; the crew enters the cycle `offset` days in. Stand-ins are asked in order."""

    key: Key
    name: Words
    offset: Annotated[int, Meta(ge=0)]
    people: Annotated[list[Code], Meta(min_length=1)]
    stand_ins: list[Code] = []


class Roster(Facts, frozen=True, kw_only=True):
    """Who is at a desk: each crew walks through `cycle` (shift keys or "off"), one entry a day, from `starts_on`."""

    office: Code
    starts_on: date
    cycle: Annotated[list[str], Meta(min_length=1)]
    shifts: Annotated[list[Shift], Meta(min_length=1)]
    crews: Annotated[list[Crew], Meta(min_length=1)]
