"""The words and marks every file of facts is made of."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Key = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
SeriesKey = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{1,40}$")]
Severity = Annotated[int, Meta(ge=1, le=4)]
Trust = Literal["V", "C", "S", "M", "X"]
Duration = Annotated[str, Meta(pattern=r"^(\d+[smhd])+$")]


class Words(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One text in Vietnamese and English."""

    vi: Annotated[str, Meta(min_length=1)]
    en: Annotated[str, Meta(min_length=1)]
