"""How often somebody has done something lately, counted in the cache that all web processes share."""

from datetime import timedelta

from django.utils.crypto import salted_hmac

from . import clock
from .shared_cache import shared


def counted(what: str, who: str, within: timedelta) -> int:
    """How often this has been done in the present span of time, this time included. `who` is kept as a hash alone."""
    seconds = int(within.total_seconds())
    slot = int(clock.now().timestamp()) // seconds
    key = f"often:{what}:{salted_hmac(what, who, algorithm='sha256').hexdigest()[:32]}:{slot}"
    return shared().count(key, seconds)
