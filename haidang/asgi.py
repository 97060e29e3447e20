"""One port: the hot doors on bare ASGI, everything else is Django behind a2wsgi."""

import os
from collections.abc import Awaitable, Callable
from typing import Any

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "haidang.settings")
pages = WSGIMiddleware(get_wsgi_application(), workers=4)  # type: ignore[arg-type]  # typed for iterables

# ruff: noqa: E402 - the doors may be imported only when Django is ready
from haidang.api.asgi_types import App, Receive, Scope, Send
from haidang.api.health.app import healthz, metrics_page
from haidang.api.ingest import app as ingest
from haidang.api.patience import patient
from haidang.api.stream import app as stream
from haidang.kernel import registry

doors = patient(pages)  # type: ignore[arg-type]  # its own words for the same messages
registry.domains()  # read before there are threads: no request waits for it

DOORS: dict[str, App] = {
    "/ingest": ingest.app,
    "/api/v1/stream": stream.app,
    "/healthz": healthz,
    "/metrics": metrics_page,
}


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await _live(receive, send)
    else:
        door: Any = DOORS.get(scope["path"], doors)
        await door(scope, receive, send)


async def _live(receive: Receive, send: Send) -> None:
    """Start and stop what the doors keep running."""
    begin: list[Callable[[], Awaitable[None]]] = [ingest.startup, stream.hub.start]
    end: list[Callable[[], Awaitable[None]]] = [stream.hub.stop, ingest.shutdown]
    while True:
        message = await receive()
        try:
            for step in begin if message["type"] == "lifespan.startup" else end:
                await step()
        except Exception as error:
            await send({"type": f"{message['type']}.failed", "message": str(error)})
            raise
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
