"""Who a guest is: sealed so that a copy of the tables tells nothing, with keyed hashes to find a number or a name that is known."""

import hashlib
import hmac
import re

import msgspec

from haidang.kernel import home
from haidang.kernel.sealing import seal, unseal
from haidang.kernel.text import folded

_LEFT_OUT = re.compile(r"[^A-Z0-9]")


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """As the lodging declared it; dates as ISO text."""

    name: str
    kind: str
    number: str
    nationality: str
    born: str = ""
    gender: str = ""
    address: str = ""
    reason: str = ""
    phone: str = ""


def sealed(one: Identity) -> bytes:
    return seal(msgspec.json.encode(one).decode())


def opened(kept: bytes) -> Identity:
    """Raises Unsealable for a seal of another home."""
    return msgspec.json.decode(unseal(kept).encode(), type=Identity)


def number_mark(number: str) -> str:
    """The same for however spaces, dots and case were written; "" for no number."""
    plain = _LEFT_OUT.sub("", number.upper())
    return _mark("number", plain) if plain else ""


def name_mark(name: str) -> str:
    """The same with and without marks: passports have none."""
    plain = " ".join(folded(name).split())
    return _mark("name", plain) if plain else ""


def hint(name: str) -> str:
    """Initials, by which a lodging knows its own entry.

    >>> hint("Nguyễn Văn Thử")
    'N.V.T.'
    """
    return "".join(f"{part[0].upper()}." for part in name.split()[:4])


def _mark(what: str, text: str) -> str:
    key = home.secret("guests").encode()
    return hmac.new(key, f"{what}:{text}".encode(), hashlib.sha256).hexdigest()
