"""How often one browser or one address may do something, counted in the cache."""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from haidang.kernel import clock


def address_of(request: HttpRequest) -> str:
    return str(get_adapter().get_client_ip(request))


def counted(what: str, who: str, within: timedelta) -> int:
    """How often this has been done in the present span of time, this time included. `who` is kept as a hash alone."""
    seconds = int(within.total_seconds())
    slot = int(clock.now().timestamp()) // seconds
    key = f"app:{what}:{salted_hmac(what, who, algorithm='sha256').hexdigest()[:32]}:{slot}"
    if cache.add(key, 1, timeout=seconds):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out at this moment
        return 1
