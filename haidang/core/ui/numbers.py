"""Numbers for people (1.234,5 or 1,234.5) and for machines (always a dot)."""

import math
from decimal import Decimal

from django.utils.translation import get_language

MINUS = "\u2212"
NOTHING = "–"

Number = int | float | Decimal


def said(value: Number | None, decimals: int | None = None) -> str:
    """A number as read in the page's language; `decimals` None means as many as needed, two at most.

    None and numbers that are not finite are a dash.
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    text = f"{abs(value):,.{2 if decimals is None else decimals}f}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    if value < 0 and text.strip("0.,"):
        text = MINUS + text
    if (get_language() or "vi").startswith("vi"):
        text = text.translate(str.maketrans(",.", ".,"))
    return text


def for_css(value: Number) -> str:
    """A number for a style, an SVG attribute or JSON: a dot whatever the language. Raises ValueError if not finite."""
    if not math.isfinite(value):
        raise ValueError(f"{value!r} cannot be drawn: only finite numbers reach a style or an SVG")
    text = f"{float(value):.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
