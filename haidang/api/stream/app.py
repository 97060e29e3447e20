"""GET /api/v1/stream: server-sent events, bare ASGI.

Query: `series=AQ-001/pm25,WL-001/level` the values to follow; `after=SEQ` (or Last-Event-ID) to resume. Events:
`hello`, `event` (id = seq of the journal), `latest`, `tick` every 5 s, `reset` (too much was missed: load the page
again) and `end` (why). A person's session, a bearer key, or nobody (public data only).
"""

import asyncio
from urllib.parse import parse_qs

import haidang
from haidang.api.asgi_types import Receive, Scope, Send, header, respond
from haidang.kernel import clock

from . import facts
from .hub import Hub, frame
from .viewer import Viewer

HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]
MOST_MISSED = 500
MOST_SERIES = 500
LAST_WORD_WITHIN = 2.0  # seconds that a viewer who reads slowly is given to hear why the stream ends
hub = Hub()


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["method"] not in ("GET", "HEAD"):
        await respond(send, 405, b'{"error":"use GET"}', headers=[(b"allow", b"GET")])
        return
    asked = {name: values[-1] for name, values in parse_qs(scope["query_string"].decode("latin-1")).items()}
    names = [name for name in asked.get("series", "").split(",") if name][:MOST_SERIES]
    after = header(scope, b"last-event-id") or asked.get("after", "")
    if after and not after.isdigit():
        await respond(send, 400, b'{"error":"after: give the number of the last event seen"}')
        return
    guest = await hub.ask(facts.who, header(scope, b"cookie"), header(scope, b"authorization"))
    if guest is None:
        await respond(send, 401, b'{"error":"the key or session is not valid"}')
        return
    series = await hub.ask(facts.numbers_of, guest.actor, names)
    viewer = Viewer(guest.actor, guest.scope, series, guest.language)
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await _serve(viewer, int(after) if after else None, receive, send)


async def _serve(viewer: Viewer, after: int | None, receive: Receive, send: Send) -> None:
    hub.viewers.add(viewer)
    gone = asyncio.create_task(_until_gone(receive))
    ended = asyncio.create_task(viewer.ended.wait())
    writing = asyncio.create_task(_write(viewer, after, hub.seq, send))
    try:
        await asyncio.wait({gone, ended, writing}, return_when=asyncio.FIRST_COMPLETED)
        if ended.done():
            await asyncio.wait({gone, writing}, timeout=LAST_WORD_WITHIN, return_when=asyncio.FIRST_COMPLETED)
    finally:
        hub.viewers.discard(viewer)
        for task in (gone, ended, writing):
            task.cancel()
        await asyncio.gather(gone, ended, writing, return_exceptions=True)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _write(viewer: Viewer, after: int | None, upto: int, send: Send) -> None:
    """What was missed until `upto`, the present values, then what the hub queues."""

    async def put(body: bytes, more: bool = True) -> None:
        await send({"type": "http.response.body", "body": body, "more_body": more})

    hello = {"seq": upto, "at": clock.now().isoformat(), "version": haidang.__version__}
    await put(b"retry: 1000\n\n" + frame("hello", hello))
    if after is not None:
        await put(await _missed(viewer, after, upto))
    if viewer.series:
        await put(await _present(viewer))
    while True:
        body = await viewer.frames.get()
        if viewer.ended_why:
            await put(frame("end", {"why": viewer.ended_why}), more=False)
            return
        while not viewer.frames.empty():
            body += viewer.frames.get_nowait()
        await put(body)


async def _missed(viewer: Viewer, after: int, upto: int) -> bytes:
    """The events between the last one seen and now, or the advice to load the page again."""
    if after > upto or upto - after > MOST_MISSED:
        return frame("reset", {"seq": upto})
    events = await hub.ask(facts.events_after, after)
    return b"".join(frame("event", one, one.seq) for one in events if one.seq <= upto and viewer.may_see(one))


async def _present(viewer: Viewer) -> bytes:
    """The values that may have changed between the page and its stream."""
    values = await hub.ask(facts.latest_of, sorted(viewer.series))
    return frame("latest", {one.name: one.said(viewer.language) for one in values})
