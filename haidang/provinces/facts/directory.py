"""Where people find what, and when it is open."""

from typing import Annotated, Literal

from msgspec import Meta

from haidang.kernel.manifest import Words

from .base import Code, Dated, Facts, Lat, Lon, Mark, OfficeKind, Text


class Venue(Dated, frozen=True, kw_only=True):
    """A place that people look for: hospital, school, beach. What is not known (telephone, hours) stays empty."""

    code: Code
    kind: Literal["health", "schools", "attractions"]
    name: Words
    what: Words
    place: Code
    address: str = ""
    lat: Lat | None = None
    lon: Lon | None = None
    phone: str = ""
    hours: Words | None = None
    about: Words | None = None
    source: Text
    trust: Mark


class VenueInEach(Facts, frozen=True, kw_only=True):
    """A venue that every commune of today has, in its middle. `{place}` and `{name}` as in OfficeInEach."""

    code: Text
    kind: Literal["health", "schools", "attractions"]
    name: Words
    what: Words
    hours: Words | None = None
    source: Text
    trust: Mark


class OfficeHours(Facts, frozen=True, kw_only=True):
    """When the offices of some kinds are open to people, where it is not the working time of the province."""

    kinds: Annotated[list[OfficeKind], Meta(min_length=1)]
    hours: Words
    source: Text
    trust: Mark


class DirectoryFile(Facts, frozen=True, kw_only=True):
    venues: list[Venue] = []
    in_each: list[VenueInEach] = []
    office_hours: list[OfficeHours] = []
