"""A cell of somebody else's table as a number. What separates thousands is said by the source's facts, never guessed."""

import math
import re

_POINT = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?([eE][+-]?\d+)?")
_COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")
NOTHING = ("", "-", "–", "n/a", "null", "none", "nan", "…", "...")


def number(cell: object, decimal: str = ".") -> float | None:
    """None for an empty cell. Raises ValueError for what is no number in the form that `decimal` says.

    >>> number("1.234,5", ","), number("1,234.5", "."), number("–")
    (1234.5, 1234.5, None)
    """
    if cell is None:
        return None
    if isinstance(cell, bool):
        raise ValueError(f"not a number: {cell}")  # noqa: TRY004 - a cell of the source, not an error of ours
    if isinstance(cell, int | float):
        return None if isinstance(cell, float) and math.isnan(cell) else _finite(cell)
    text = re.sub(r"[\s\u00a0\u202f%]", "", str(cell)).replace("\u2212", "-")
    if text.casefold() in NOTHING:
        return None
    shape, group = (_COMMA, ".") if decimal == "," else (_POINT, ",")
    if not shape.fullmatch(text):
        raise ValueError(f"not a number: {cell}")
    return _finite(text.replace(group, "").replace(",", "."))


def _finite(cell: str | float) -> float:
    try:
        value = float(cell)
    except OverflowError:
        value = math.inf
    if math.isinf(value):
        raise ValueError(f"too large a number: {str(cell)[:40]}")
    return value
