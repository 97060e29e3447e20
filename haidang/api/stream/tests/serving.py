"""The bare doors behind a real uvicorn, and a reader of server-sent events."""

import asyncio
import json
import socket
import threading

import httpx
import uvicorn

from haidang.api.health.app import healthz, metrics_page
from haidang.api.stream import app as stream
from haidang.api.stream.hub import Hub
from haidang.core.directory.keys import forget_grants, new_token
from haidang.core.directory.models import Key
from haidang.kernel.outgoing import trusted

DOORS = {"/api/v1/stream": stream.app, "/healthz": healthz, "/metrics": metrics_page}
WITHIN = 20.0  # seconds; the machine may be busy


class Server:
    def __init__(self, monkeypatch):
        self.hub = Hub()
        monkeypatch.setattr(stream, "hub", self.hub)
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen()  # who comes before uvicorn does waits
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        config = uvicorn.Config(
            self._application,
            http="httptools",
            interface="asgi3",
            lifespan="on",
            log_level="warning",
            timeout_graceful_shutdown=1,
        )
        self.uvicorn = uvicorn.Server(config)
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self.uvicorn.run, args=([self.listener],))
        self.thread.start()
        assert self.ready.wait(WITHIN)
        self.open = []

    async def _application(self, scope, receive, send):
        if scope["type"] != "lifespan":
            await DOORS[scope["path"]](scope, receive, send)
            return
        await receive()
        self.loop = asyncio.get_running_loop()
        await self.hub.start()
        await send({"type": "lifespan.startup.complete"})
        self.ready.set()
        await receive()
        await self.hub.stop()
        await send({"type": "lifespan.shutdown.complete"})

    def stream(self, token="", session="", **options):
        headers = {"authorization": f"Bearer {token}"} if token else {}
        if session:
            headers["cookie"] = f"sessionid={session}"
        one = Stream(f"{self.url}/api/v1/stream", headers | options.pop("headers", {}), options)
        self.open.append(one)
        return one

    def get(self, path, **options):
        return httpx.get(f"{self.url}{path}", verify=trusted(), timeout=WITHIN, **options)

    def stop(self):
        for one in self.open:
            one.close()
        self.uvicorn.should_exit = True
        self.thread.join(WITHIN)


class Stream:
    """An open stream whose events are read one by one."""

    def __init__(self, url, headers, query):
        self.client = httpx.Client(verify=trusted(), timeout=WITHIN)
        self.context = self.client.stream("GET", url, headers=headers, params=query)
        self.answer = self.context.__enter__()
        self.lines = self.answer.iter_lines()
        self.hello = self.next("hello")[1]

    def each(self):
        """(id, event, data) of each event, until the server ends the stream."""
        seq, name = None, ""
        for line in self.lines:
            field, _colon, value = line.partition(": ")
            if field == "id":
                seq = int(value)
            elif field == "event":
                name = value
            elif field == "data":
                yield seq, name, json.loads(value)
                seq = None

    def next(self, *names):
        """(id, data) of the next event of one of these names."""
        return next((seq, data) for seq, name, data in self.each() if name in names)

    def close(self):
        self.context.__exit__(None, None, None)
        self.client.close()


def new_key(*scopes, **fields):
    token, prefix, hashed = new_token()
    key = Key.objects.create(name=f"key-{prefix}", prefix=prefix, hash=hashed, can=list(scopes), **fields)
    forget_grants()
    return token, key
