"""Kinds of values that several files of a province share, and what holds for a time."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

Code = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{1,40}$")]
Text = Annotated[str, Meta(min_length=1)]
Lat = Annotated[float, Meta(ge=-90, le=90)]
Lon = Annotated[float, Meta(ge=-180, le=180)]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
PlaceKind = Literal["province", "district", "ward", "commune", "township", "special_zone"]
OfficeKind = Literal[
    "province_committee",
    "district_committee",
    "commune_committee",
    "commune_office",
    "department",
    "police",
    "military",
    "party",
    "council",
    "front",
    "utility",
    "centre",
]
Role = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""A role of roles.toml, the core's or a domain's; whoever gives the duty knows them."""
DataClass = Literal["public", "internal", "personal", "sensitive"]
Mark = Literal["V", "C", "S", "M", "X", "F"]
"""How far a fact is trusted: V read in the quoted source, C from a public implementation, S second hand, M from
memory, X not found, F fictional."""


class Facts(Struct, forbid_unknown_fields=True, frozen=True):
    pass


class Dated(Facts, frozen=True, kw_only=True):
    """Something that holds from `valid_from` until before `valid_to`; None is unknown or open."""

    valid_from: date | None = None
    valid_to: date | None = None

    def is_valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)
