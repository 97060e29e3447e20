"""How often somebody has done something lately, counted in the cache that all web processes share."""

from datetime import timedelta

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from . import clock


def counted(what: str, who: str, within: timedelta) -> int:
    """How often this has been done in the present span of time, this time included. `who` is kept as a hash alone."""
    seconds = int(within.total_seconds())
    slot = int(clock.now().timestamp()) // seconds
    key = f"often:{what}:{salted_hmac(what, who, algorithm='sha256').hexdigest()[:32]}:{slot}"
    times = int(cache.get(key, 0)) + 1
    cache.set(key, times, timeout=seconds)  # not incr, which in the database forgets how long the row has to live
    return times
