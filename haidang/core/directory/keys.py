"""The credentials of machines: how a token looks, and what its bearer may do.

A token is `hd_<prefix>_<secret>`: the prefix finds the row, the secret has 256 random bits, only its SHA-256 is kept. A
grant is kept in the process for a few seconds, so that a door asks the database once for thousands of requests; a
process that hears the bell calls `forget_grants` on `key.*` events.
"""

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from fnmatch import fnmatchcase

from haidang.kernel import clock
from haidang.kernel.action import Actor

from .models import Key, Office
from .roles import facts, matches

KEPT_FOR = 4.0  # seconds; a revoked key must stop within five
MOST_KEPT = 10_000
USED_EVERY = 60.0  # seconds between two notes that a key was used


@dataclass(frozen=True, slots=True)
class KeyGrant:
    """What the bearer of a token may do. `things` are globs of thing codes, none meaning all."""

    name: str
    actor: Actor
    can: frozenset[str]
    things: tuple[str, ...]
    readings_per_second: int
    source: str
    place: str
    office: str

    def allows(self, action: str) -> bool:
        """Whether a scope ("ingest", "read") or an action ("thing.create") was given to the key."""
        if action in self.can:
            return True
        known = facts().scopes
        return any(matches(known[scope].can, action) for scope in self.can if scope in known)

    def speaks_for(self, thing: str) -> bool:
        """Whether the key may send readings of, or change, the thing with this code."""
        return not self.things or any(fnmatchcase(thing, pattern) for pattern in self.things)


_grants: dict[bytes, tuple[float, KeyGrant | None]] = {}
_noted: dict[str, float] = {}


def new_token() -> tuple[str, str, bytes]:
    """A fresh token, its prefix, and the hash that is kept."""
    prefix = secrets.token_hex(4)
    token = f"hd_{prefix}_{secrets.token_urlsafe(32)}"
    return token, prefix, hash_of(token)


def hash_of(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def grant_for(token: str) -> KeyGrant | None:
    """What a bearer token grants now, None when it is unknown, revoked or expired. Asks the database when it must."""
    known, grant = kept_grant(token)
    if known:
        return grant
    grant = _looked_up(token)
    if len(_grants) >= MOST_KEPT:
        _grants.clear()
    _grants[hash_of(token)] = (time.monotonic() + KEPT_FOR, grant)
    return grant


def kept_grant(token: str) -> tuple[bool, KeyGrant | None]:
    """Whether the answer is known without the database, and the answer: for doors that must not wait."""
    until, grant = _grants.get(hash_of(token), (0.0, None))
    return until > time.monotonic(), grant


def forget_grants() -> None:
    """Look every key up again: one has just been made or revoked."""
    _grants.clear()


def office_of(actor: Actor) -> Office | None:
    """The office that a key was made for; None for keys of the whole province and for people."""
    key = Key.objects.select_related("office__place").filter(name=actor.id).first() if actor.kind == "key" else None
    return key.office if key else None


def is_open_key(name: str) -> bool:
    key = Key.objects.filter(name=name).first()
    return key is not None and key.is_open(clock.now())


def _looked_up(token: str) -> KeyGrant | None:
    mark, _, rest = token.partition("_")
    prefix = rest.partition("_")[0]
    if mark != "hd" or not prefix or "\0" in prefix:
        return None
    key = Key.objects.select_related("place", "office").filter(prefix=prefix).first()
    if key is None or not hmac.compare_digest(bytes(key.hash), hash_of(token)) or not key.is_open(clock.now()):
        return None
    _note_use(key)
    return KeyGrant(
        name=key.name,
        actor=key.as_actor(),
        can=frozenset(key.can),
        things=tuple(key.things),
        readings_per_second=key.readings_per_second,
        source=key.source,
        place=key.scope_place,
        office=key.scope_office,
    )


def _note_use(key: Key) -> None:
    """A sign of life, not a change: outside the journal, at most once a minute."""
    if time.monotonic() >= _noted.get(key.name, 0.0):
        _noted[key.name] = time.monotonic() + USED_EVERY
        Key.objects.filter(pk=key.pk).update(used_at=clock.now())
