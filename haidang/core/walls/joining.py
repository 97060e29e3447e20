"""How a screen without a keyboard comes in: it shows a code, somebody with the right types the code at a desk.

The machine holds a secret that never leaves it; the code alone opens nothing. Both end after ten minutes.
"""

import hashlib
import secrets
from dataclasses import dataclass

from django.core.cache import cache
from django.utils.translation import gettext as _

from haidang.kernel.action import Invalid

SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""No signs that look alike: read from across a room."""
LENGTH = 6
OPEN_FOR = 600  # seconds
MOST_OPEN = 20
"""So many codes for one address within that time."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A machine at the door; `person` is who it becomes once somebody has let it in."""

    hash: str
    ip: str
    person: int = 0


def begin(ip: str) -> tuple[str, str] | None:
    """A new code and the secret of the machine that shows it; None when that address has asked too often."""
    if cache.count(f"wall-join-of:{ip}", OPEN_FOR) > MOST_OPEN:  # type: ignore[attr-defined]
        return None
    code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
    secret = secrets.token_urlsafe(32)
    cache.set(_key(code), Waiting(_hash(secret), ip), OPEN_FOR)
    return code, secret


def waiting(code: str, secret: str) -> Waiting | None:
    """What became of a machine that shows this code and holds its secret; None when its time is over."""
    found: Waiting | None = cache.get(_key(code))
    return found if found is not None and secrets.compare_digest(found.hash, _hash(secret)) else None


def claim(code: str, person: int) -> Waiting:
    """Somebody lets the machine in that shows this code. Raises Invalid."""
    code = "".join(sign for sign in code.upper() if sign.isalnum())
    found: Waiting | None = cache.get(_key(code)) if code.isascii() else None
    if found is None or found.person:
        raise Invalid("code", _("Không có màn hình nào đang hiện mã này: mã đổi sau mỗi 10 phút, hãy nhìn lại."), code)
    cache.set(_key(code), Waiting(found.hash, found.ip, person), OPEN_FOR)
    return found


def forget(code: str) -> None:
    """A code serves once."""
    cache.delete(_key(code))


def said(code: str) -> str:
    """In two groups, to be read out."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def _key(code: str) -> str:
    return f"wall-join:{code}"


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
