"""Codes that people and machines give to things."""

import re
from datetime import date

CODE = re.compile(r"[A-Za-z0-9._-]{1,40}")


def is_code(text: str) -> bool:
    """Whether the text may name a thing, series, key or source: [A-Za-z0-9._-], 1 to 40 characters."""
    return CODE.fullmatch(text) is not None


def public_code(prefix: str, day: date, number: int) -> str:
    """PREFIX-yymmdd-nnnn, what people read out on the telephone.

    >>> public_code("SC", date(2026, 11, 21), 7)
    'SC-261121-0007'
    """
    return f"{prefix}-{day:%y%m%d}-{number:04d}"
