"""The other bodies' systems this province speaks with, as its `connectors.toml` says."""

import os
from urllib.parse import urlsplit

from msgspec import structs

from haidang.kernel import home

from . import pack
from .facts import Connector

OUTSIDE, MAILBOX = "{outside}", "{mailbox}"
"""The simulated bodies of a demo; their mail server listens at the port after theirs."""


def every(kind: str) -> list[Connector]:
    """Those of a kind that are switched on, their addresses whole. One at a demo's simulated body is left out where none runs."""
    outside = os.environ.get("HAIDANG_OUTSIDE", "").rstrip("/")
    switched_on = (one for one in pack.chosen().connectors if one.kind == kind and one.is_on)
    return [
        structs.replace(one, address=one.address.replace(OUTSIDE, outside).replace(MAILBOX, _mailbox(outside)))
        for one in switched_on
        if outside or not (OUTSIDE in one.address or MAILBOX in one.address)
    ]


def _mailbox(outside: str) -> str:
    where = urlsplit(outside)
    return f"smtp://{where.hostname}:{(where.port or 80) + 1}"


def first(kind: str) -> Connector | None:
    return next(iter(every(kind)), None)


def by_key(kind: str, key: str) -> Connector | None:
    return next((one for one in every(kind) if one.key == key), None)


def secret_of(connector: Connector) -> str:
    """What we prove ourselves with there; "" where nothing is needed."""
    return home.secret(connector.secret) if connector.secret else ""
