"""What opens a draft on another device: a short code read aloud without mistakes, and the telephone number left with it."""

import re
import secrets

from .models import Draft

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without those that are taken for one another: 0 and O, 1, I and L, U and V."""
GROUP = 4


def new_token() -> str:
    return secrets.token_urlsafe(16)


def new_code() -> str:
    while True:
        signs = "".join(secrets.choice(LETTERS) for _ in range(2 * GROUP))
        code = f"{signs[:GROUP]}-{signs[GROUP:]}"
        if not Draft.objects.filter(code=code).exists():
            return code


def read_code(text: str) -> str:
    """As it is kept, however it was typed.

    >>> read_code(" 7kq2 m4xp "), read_code("7KQ2M4XP")
    ('7KQ2-M4XP', '7KQ2-M4XP')
    """
    signs = re.sub(r"[^0-9A-Z]", "", text.upper())
    return f"{signs[:GROUP]}-{signs[GROUP:]}"
