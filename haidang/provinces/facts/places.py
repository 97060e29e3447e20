"""Administrative units and how they merged."""

from typing import Annotated

from msgspec import Meta

from haidang.kernel.manifest import Words

from .base import Code, Dated, Facts, Lat, Lon, PlaceKind


class Place(Dated, frozen=True, kw_only=True):
    """A row of places.csv. `code` is ours and unique; `gso` is the statistics office's code, which the reform of
    1/7/2025 gave to new communes again: old units are therefore province.district.ward, new communes the bare code."""

    code: Code
    gso: str | None = None
    name: Words
    kind: PlaceKind
    parent: Code | None = None
    lat: Lat | None = None
    lon: Lon | None = None
    area_km2: Annotated[float, Meta(ge=0, le=1e6)] | None = None
    successors: list[Code] = []


class Merger(Facts, frozen=True, kw_only=True):
    """A row of mapping.csv: an old ward's area (a part of it, when divided) belongs to a commune of today."""

    old: Code
    new: Code
    divided: bool
