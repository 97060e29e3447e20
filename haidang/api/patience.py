"""Bodies are gathered before a worker thread is asked for: a phone on a bad line holds none while it sends.

A piece of a resumable upload whose line broke is handed on as far as it came, so that it goes on from there.
"""

from collections.abc import AsyncIterator
from tempfile import SpooledTemporaryFile
from typing import IO

from .asgi_types import App, Message, Receive, Scope, Send

IN_MEMORY, LARGEST = 1 << 20, 350_000_000
STEP = 1 << 20
WITH_BODY = ("POST", "PUT", "PATCH")
PIECE = b"application/offset+octet-stream"


def patient(app: App) -> App:
    async def waiting(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in WITH_BODY:
            await app(scope, receive, send)
            return
        with SpooledTemporaryFile(IN_MEMORY) as body:
            came = await _gather(receive, body)
            if came == "too much":
                await _refuse(send)
            elif came == "whole" or _is_piece(scope):
                body.seek(0)
                await app(scope, _played(body), send)

    return waiting


async def _gather(receive: Receive, body: IO[bytes]) -> str:
    """whole, broken (the line broke before the end) or too much."""
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return "broken"
        size += len(message.get("body", b""))
        if size > LARGEST:
            return "too much"
        body.write(message.get("body", b""))
        if not message.get("more_body", False):
            return "whole"


def _is_piece(scope: Scope) -> bool:
    return scope["method"] == "PATCH" and (b"content-type", PIECE) in scope["headers"]


def _played(body: IO[bytes]) -> Receive:
    steps = _steps(body)

    async def receive() -> Message:
        return await anext(steps, {"type": "http.disconnect"})

    return receive


async def _steps(body: IO[bytes]) -> AsyncIterator[Message]:
    more = True
    step = body.read(STEP)
    while more:
        following = body.read(STEP)
        more = bool(following)
        yield {"type": "http.request", "body": step, "more_body": more}
        step = following


async def _refuse(send: Send) -> None:
    await send({"type": "http.response.start", "status": 413, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"the request is larger than 350 MB"})
