"""Speaks to the door as an ASGI server would, without a socket."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from haidang.api.ingest import app as ingest

T = TypeVar("T")


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.body)


async def post(
    body: bytes | list[bytes], token: str = "", method: str = "POST", length: int | None = None, **headers: str
) -> Answer:
    """`length` is the declared one; a list is sent in pieces without one."""
    pieces = body if isinstance(body, list) else [body]
    named = {"authorization": f"Bearer {token}"} if token else {}
    if not isinstance(body, list):
        named["content-length"] = str(len(body) if length is None else length)
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    scope = {"type": "http", "method": method, "path": "/ingest", "headers": _raw(named)}
    messages = [
        {"type": "http.request", "body": piece, "more_body": at < len(pieces) - 1} for at, piece in enumerate(pieces)
    ]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    await ingest.app(scope, receive, send)
    headers_back = {key.decode(): value.decode() for key, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], headers_back, b"".join(message.get("body", b"") for message in sent[1:]))


def _raw(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def through_the_door(work: Callable[[], Awaitable[T]]) -> T:
    """Run with the door open, as between startup and shutdown of a server."""

    async def run() -> T:
        await ingest.startup()
        try:
            return await work()
        finally:
            await ingest.shutdown()

    return asyncio.run(run())
