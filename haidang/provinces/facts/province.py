"""The province itself: its map, texts, working hours, neighbours, emergency numbers (province.toml)."""

from datetime import time
from typing import Annotated, Literal

from msgspec import Meta

from haidang.kernel.manifest import Key, Words
from haidang.kernel.time_limit import LimitText

from .base import Code, Day, Facts, Lat, Lon, Mark, Text


class Centre(Facts, frozen=True, kw_only=True):
    lat: Lat
    lon: Lon


class Texts(Facts, frozen=True, kw_only=True):
    """Sentences that screens and prints must carry."""

    centre: Words
    motto: Words
    fictional: Words
    simulated: Words
    outlines: Words
    archipelagos: Words


class WorkingHours(Facts, frozen=True, kw_only=True):
    """A block of local working time on each of `days`."""

    days: list[Day]
    opens: time
    closes: time


class Inset(Facts, frozen=True, kw_only=True):
    """A part of the province drawn in a small map of its own; bbox is west, south, east, north in degrees."""

    key: Key
    name: Words
    bbox: tuple[Lon, Lat, Lon, Lat]


class Neighbour(Facts, frozen=True, kw_only=True):
    """A province or country on the border; `gso` is the statistics office's code since 1/7/2025."""

    key: Key
    name: Words
    gso: str | None = None


class EmergencyNumber(Facts, frozen=True, kw_only=True):
    number: Annotated[str, Meta(pattern=r"^\d{3,4}$")]
    name: Words
    office: Code | None = None
    source: Text
    trust: Mark


class Escalation(Facts, frozen=True, kw_only=True):
    """Who is told when of deadlines, where a procedure says nothing else.

    Whoever holds a case is warned when no more than `warn_share` of the time is left; the centre is told `centre_after` a
    clock has run out with nothing done, `urgent_centre_after` for grades that are urgent.
    """

    warn_share: Annotated[float, Meta(gt=0, lt=1)] = 0.25
    centre_after: LimitText = "1wd"
    urgent_centre_after: LimitText = "1wh"


class Province(Facts, frozen=True, kw_only=True):
    """`province.toml`: the identity of a province. `place` is its code in places.csv; paths are relative to the folder."""

    key: Key
    place: Code
    name: Words
    short: Words
    is_fictional: bool
    crest: Text
    centre: Centre
    zoom: Annotated[float, Meta(ge=0, le=22)]
    bbox: tuple[Lon, Lat, Lon, Lat]
    timezone: Literal["Asia/Ho_Chi_Minh"]
    email_domain: Text
    texts: Texts
    working_hours: Annotated[list[WorkingHours], Meta(min_length=1)]
    emergency: list[EmergencyNumber]
    neighbours: list[Neighbour] = []
    insets: list[Inset] = []
    escalation: Escalation = Escalation()
    two_eyes: bool = True
    """Whether a new version of a procedure is published by somebody else than who wrote it."""
