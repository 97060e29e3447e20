"""Who stands at the counter: what their identity card or telephone number said, kept for a while beside the account of the
officer, so that it comes into no address."""

from django.core.cache import cache

from haidang.kernel.action import Actor

KEPT_FOR = 15 * 60  # seconds
Claims = dict[str, str]
"""By the names that `prefill` uses."""


def keep(actor: Actor, claims: Claims) -> None:
    cache.set(_key(actor), claims, KEPT_FOR)


def known(actor: Actor) -> Claims:
    found: Claims = cache.get(_key(actor)) or {}
    return found


def gone(actor: Actor) -> None:
    """The next one comes."""
    cache.delete(_key(actor))


def _key(actor: Actor) -> str:
    return f"counter/{actor.id}/{actor.session}"
