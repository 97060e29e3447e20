"""What is shown of rows that carry a name in both languages."""

from typing import Protocol, overload

from haidang.kernel.bilingual import shown
from haidang.kernel.manifest import Words


class NamedTwice(Protocol):
    name_vi: str
    name_en: str


@overload
def name_of(one: NamedTwice) -> str: ...
@overload
def name_of(one: None) -> None: ...
def name_of(one: NamedTwice | None) -> str | None:
    """The name of a place, office, thing or unit in the language of the reader."""
    return shown(Words(vi=one.name_vi, en=one.name_en)) if one is not None else None
