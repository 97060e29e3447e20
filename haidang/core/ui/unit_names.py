"""Signs of units in the reader's language."""

from django.utils.translation import get_language

from haidang.kernel import units


def unit_said(symbol: str) -> str:
    """The sign of a unit; in English its name where the sign is a Vietnamese word."""
    if not symbol or (get_language() or "vi").startswith("vi"):
        return symbol
    if symbol not in units.table():
        return _quotient_said(symbol)
    name = units.named(symbol)
    is_word = symbol == name.vi or (not symbol.isascii() and len(symbol) > 2 and any(one.isalpha() for one in symbol))
    return name.en if is_word else symbol


def _quotient_said(symbol: str) -> str:
    """ca/100.000 dân as cases/100,000 people."""
    above, slash, below = symbol.partition("/")
    if not slash:
        return symbol
    number, space, sign = below.partition(" ")
    if not (space and number.replace(".", "").isdigit()):
        number, space, sign = "", "", below
    return f"{unit_said(above)}/{number.replace('.', ',')}{space}{unit_said(sign)}"
