"""What somebody at the counter typed or scanned into the one box: a code, a draft, a number, an identity card, or words."""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from haidang.core.cases import codes
from haidang.core.forms.codes import LETTERS, read_code

Kind = Literal["nothing", "code", "draft", "phone", "identity", "handover", "words"]
DRAFT = re.compile(rf"[{LETTERS}]{{4}}[- ]?[{LETTERS}]{{4}}", re.IGNORECASE)
HANDOVER = re.compile(r"BG-\d{6}-\d{4,5}")
CARD_FIELDS = 6


@dataclass(frozen=True, slots=True)
class Typed:
    """`value` as it is looked up; `claims` what the QR code of an identity card says, by the names that `prefill` uses."""

    kind: Kind
    value: str = ""
    claims: dict[str, str] = field(default_factory=dict)


def read(text: str) -> Typed:
    """Never fails: what is nothing else is words."""
    plain = text.strip()[:500]
    if not plain:
        return Typed("nothing")
    if claims := card(plain):
        return Typed("identity", claims["identity"], claims)
    if HANDOVER.fullmatch(codes.tidy(plain)):
        return Typed("handover", codes.tidy(plain))
    if code := codes.found_in(plain):
        return Typed("code", code)
    if number := _number(plain):
        return number
    if DRAFT.fullmatch(plain) and not plain.isalpha():
        return Typed("draft", read_code(plain))
    return Typed("words", plain[:200])


def _number(plain: str) -> Typed | None:
    """Twelve digits (or the nine of an old card) that are no telephone number are an identity number."""
    digits = re.sub(r"[\s().+-]", "", plain)
    if not digits.isascii() or not digits.isdigit():
        return None
    if plain.startswith("+") or (digits.startswith("0") and len(digits) in (10, 11)) or digits.startswith("84"):
        return Typed("phone", f"+{digits}" if plain.startswith("+") else digits)
    return Typed("identity", digits) if len(digits) in (9, 12) else None


def card(text: str) -> dict[str, str]:
    """The QR code on the front of an identity card: number|old number|name|ddmmyyyy|sex|residence|issued, empty when it is none.

    >>> card("079085001234|025123456|Nguyễn Văn A|02051985|Nam|1 Lê Lợi, Phường Vũng Tàu|01012022")["birth_date"]
    '1985-05-02'
    """
    parts = [one.strip() for one in text.split("|")]
    if len(parts) < CARD_FIELDS or not re.fullmatch(r"\d{12}", parts[0]):
        return {}
    found = {"identity": parts[0], "name": parts[2], "gender": parts[4], "address": parts[5]}
    with suppress(ValueError):
        found["birth_date"] = datetime.strptime(parts[3], "%d%m%Y").date().isoformat()  # noqa: DTZ007 - a day, no moment
    return {key: value for key, value in found.items() if value}
