"""What tells one sender from another, as hashes that nobody can turn back: address, device, telephone, account.

The marks of whoever sent a case are kept for a month in the cache, which forgets them by itself.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from haidang.kernel.text import dialled

What = Literal["address", "device", "phone", "account"]
Marks = Mapping[What, str]
KINDS: tuple[What, ...] = ("device", "address", "phone", "account")
KEPT_FOR = timedelta(days=30)


def marks(*, address: str = "", device: str = "", phone: str = "", account: str = "") -> dict[What, str]:
    """The hashes of what is known of a sender; what is "" is left out."""
    given: dict[What, str] = {"address": address, "device": device, "phone": dialled(phone), "account": account}
    return {what: _mark(what, text) for what, text in given.items() if text}


def _mark(what: What, text: str) -> str:
    return salted_hmac(f"sender-{what}", text, algorithm="sha256").hexdigest()


def keep(code: str, of_sender: Marks) -> None:
    """Remember who sent a case, as far as a block needs it."""
    cache.set(f"sender:{code}", dict(of_sender), timeout=KEPT_FOR.total_seconds())


def kept(code: str) -> dict[What, str]:
    """The marks of whoever sent a case; {} once they are forgotten."""
    found: dict[What, str] = cache.get(f"sender:{code}") or {}
    return found
