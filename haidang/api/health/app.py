"""GET /healthz (JSON) and GET /metrics (Prometheus): bare ASGI, so that they answer when pages do not."""

import asyncio
from typing import Any

import msgspec
from django.db import close_old_connections
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from haidang.api.asgi_types import Receive, Scope, Send, respond

from . import facts, metrics

ANSWER_WITHIN = 3.0  # seconds


async def healthz(scope: Scope, receive: Receive, send: Send) -> None:
    """200 when all that is needed is up, else 503; the body says which part is not."""
    try:
        health = await asyncio.wait_for(asyncio.to_thread(_fresh, facts.health), ANSWER_WITHIN)
    except Exception as error:
        health = facts.down(str(error) or type(error).__name__)
    status = 200 if health["status"] == "ok" else 503
    await respond(send, status, msgspec.json.encode(health), headers=[(b"cache-control", b"no-store")])


async def metrics_page(scope: Scope, receive: Receive, send: Send) -> None:
    """503 while the database does not answer: old figures would look like present ones."""
    try:
        await asyncio.wait_for(asyncio.to_thread(_fresh, metrics.refresh), ANSWER_WITHIN)
    except Exception as error:
        await respond(send, 503, f"# {type(error).__name__}\n".encode(), CONTENT_TYPE_LATEST)
        return
    await respond(send, 200, generate_latest(metrics.registry), CONTENT_TYPE_LATEST)


def _fresh(question: Any) -> Any:
    close_old_connections()
    return question()
