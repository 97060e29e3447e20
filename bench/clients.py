"""Clients that share one thread: a reader of a stream of events, a sender of readings."""

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

Heard = Callable[[bytes, bytes], None]
"""Called with name and data of each event."""


async def follow(port: int, query: str, heard: Heard, *, token: str = "") -> None:
    """Read one stream until it is cancelled. Raises ConnectionError when the server refuses or ends it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    key = f"Authorization: Bearer {token}\r\n" if token else ""
    writer.write(f"GET /api/v1/stream{query} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{key}\r\n".encode())
    await writer.drain()
    status = await reader.readline()
    if b" 200 " not in status:
        raise ConnectionError(status.decode())
    name = b""
    try:
        while line := await reader.readline():
            if line.startswith(b"event: "):
                name = line[7:-1]
            elif line.startswith(b"data: "):
                heard(name, line[6:-1])
    finally:
        writer.close()
    raise ConnectionError("the stream ended")


async def post(port: int, token: str, readings: Sequence[tuple[str, str, datetime, float]]) -> dict[str, Any]:
    """Send (thing, series, at, value) to /ingest; what it says. Raises OSError, EOFError, or ValueError for a refusal."""
    rows = [{"thing": thing, "series": key, "at": at.isoformat(), "value": value} for thing, key, at, value in readings]
    body = json.dumps({"readings": rows}).encode()
    head = f"POST /ingest HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\nContent-Length: {len(body)}"
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"{head}\r\nConnection: close\r\n\r\n".encode() + body)
        await writer.drain()
        status, _, answer = (await reader.read()).partition(b"\r\n")
    finally:
        writer.close()
    if b" 200 " not in status:
        raise ValueError(status.decode())
    said: dict[str, Any] = json.loads(answer.partition(b"\r\n\r\n")[2])
    return said
