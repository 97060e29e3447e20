"""What the columns of a file are called, in both languages, without diacritics and signs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from haidang.kernel.text import folded

Kind = Literal["indicator", "place", "period", "value", "note"]
KNOWN: dict[Kind, tuple[str, ...]] = {
    "indicator": ("ma chi tieu", "indicator code", "indicator", "code", "ma", "chi tieu ma"),
    "place": ("ma noi", "place code", "place", "ma xa", "ma don vi", "ma dia ban"),
    "period": ("ky", "period", "ky so lieu", "thang", "quy", "nam"),
    "value": ("gia tri", "value", "so lieu", "thuc hien"),
    "note": ("ly do ghi chu", "reason note", "note", "ghi chu", "ly do"),
}
BESIDE = (
    "chi tieu",
    "noi",
    "don vi",
    "ky truoc",
    "name",
    "place name",
    "unit",
    "before",
    "ten chi tieu",
    "don vi tinh",
)
"""Columns that explain the others to people: read by nobody."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each kind stands, counted from 0, in the row `at`; `foreign` are columns that mean nothing here."""

    at: int
    of: dict[Kind, int]
    foreign: dict[int, str]


def found(rows: Iterable[Sequence[Any]], needed: Sequence[Kind]) -> Columns | None:
    """The first row in which all that is needed is named, None where there is none."""
    for at, row in enumerate(rows):
        names = {column: folded(str(cell)) for column, cell in enumerate(row) if cell not in (None, "")}
        of: dict[Kind, int] = {}
        for kind, words in KNOWN.items():
            where = next((column for word in words for column, name in names.items() if name == word), None)
            if where is not None:
                of[kind] = where
        if all(kind in of for kind in needed):
            known = set(of.values())
            foreign = {
                column: str(row[column]) for column, name in names.items() if column not in known and name not in BESIDE
            }
            return Columns(at, of, foreign)
    return None
