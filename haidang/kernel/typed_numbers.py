"""Numbers as people type them: 1.234,5 and 1,234.5, with spaces, in figures of any length."""

import math
import re

_SHAPE = re.compile(r"[+-]?\d+([.,]\d+)*")


def number(text: str) -> float:
    """Where both signs stand, the last is the decimal one; one that stands several times parts thousands.

    One alone is read as in Việt Nam: a comma is the decimal sign, a point before exactly three digits parts thousands
    (but not after a leading nought). Raises ValueError.
    """
    bare = re.sub(r"[\s\u00a0\u202f]", "", text).replace("\u2212", "-")
    if not _SHAPE.fullmatch(bare):
        raise ValueError(f"not a number: {text}")
    sign = _decimal_sign(bare)
    whole, _, part = bare.rpartition(sign) if sign else (bare, "", "")
    groups = re.split(r"[.,]", whole)
    is_split_well = len(groups) == 1 or (len(groups[0].lstrip("+-")) <= 3 and all(len(one) == 3 for one in groups[1:]))
    if (sign and sign in whole) or not is_split_well:
        raise ValueError(f"not a number: {text}")
    value = float("".join(groups) + "." + (part or "0"))
    if math.isinf(value):
        raise ValueError(f"not a number that has an end: {text[:40]}")
    return value


def _decimal_sign(bare: str) -> str:
    signs = [one for one in bare if one in ".,"]
    if not signs:
        return ""
    if len(set(signs)) == 2:
        return signs[-1]
    if len(signs) > 1:
        return ""
    if signs[0] == ",":
        return ","
    before, _, after = bare.partition(".")
    return "" if len(after) == 3 and before.lstrip("+-0") and len(before.lstrip("+-")) <= 3 else "."
