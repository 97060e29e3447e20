"""The diseases that are watched and the goods whose stock is kept, as files state them."""

from pathlib import Path
from typing import Literal

import msgspec

from haidang.kernel import strict
from haidang.kernel.manifest import Key, SeriesKey, Words

FACTS = Path(__file__).parent / "facts"


class Disease(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`indicator` counts its cases by week and commune; `series` of the commune's station holds how far they are beyond."""

    key: Key
    name: Words
    indicator: str
    series: SeriesKey


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: Key
    name: Words
    kind: Literal["vaccine", "medicine"]
    unit: Words


class _Diseases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    diseases: list[Disease]


class _Items(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    items: list[Item]


DISEASES = {one.key: one for one in strict.load(FACTS / "diseases.toml", _Diseases).diseases}
ITEMS = {one.key: one for one in strict.load(FACTS / "stock_items.toml", _Items).items}
