"""Calls to other bodies: what all our clients have in common."""

import ssl
from collections.abc import Mapping
from functools import cache

import httpx


@cache
def trusted() -> ssl.SSLContext:
    """Whom we believe about certificates: those of certifi. Reading them takes 20 ms, so a process reads them once."""
    return httpx.create_ssl_context(trust_env=False)


def client(seconds: float | httpx.Timeout, headers: Mapping[str, str] | None = None) -> httpx.Client:
    """A client for one errand: no proxy of the environment, no redirect followed, no step that takes longer than `seconds`."""
    return httpx.Client(trust_env=False, verify=trusted(), follow_redirects=False, timeout=seconds, headers=headers)
