"""The words and marks every file of facts is made of."""

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

Key = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
SeriesKey = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{1,40}$")]
Severity = Annotated[int, Meta(ge=1, le=4)]
Trust = Literal["V", "C", "S", "M", "X"]
Duration = Annotated[str, Meta(pattern=r"^(\d+[smhd])+$")]


class Facts(Struct, forbid_unknown_fields=True, frozen=True):
    """What a file states: it says nothing unknown, and nothing of it changes once it is read."""


class Words(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One text in Vietnamese and English."""

    vi: Annotated[str, Meta(min_length=1)]
    en: Annotated[str, Meta(min_length=1)]


class Band(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A range of values with a name and a rank; `from_` is inclusive and `below` exclusive, None is open."""

    key: Key
    name: Words
    from_: float | None = field(default=None, name="from")
    below: float | None = None
    severity: Annotated[int, Meta(ge=0, le=4)] = 0
    colour: str = ""
