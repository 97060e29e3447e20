"""A small server for browser tests: the gallery under the product's content policy, with a stream the test speaks into."""

import json
import mimetypes
import threading
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, Queue
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote, urlsplit

from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from haidang.core.ui import gallery
from haidang.core.ui.tests.places import STATIC
from haidang.kernel.clock import now

POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-test'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'"
)
FOUND = '<h3>Trang</h3><a href="/#one">Tổng quan<small>G T</small></a><a href="/#two">Cảnh báo</a>'
PASSWORD = "đúng mật khẩu"


class Desk:
    """`url` to open; `say` sends one stream event to every open page; `asked` lists the requests that came."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.posted: list[tuple[str, str]] = []
        self.viewers: list[Queue[str | None]] = []
        desk = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None: ...

            def do_GET(self) -> None:
                desk.asked.append(self.path)
                desk.answer(self)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                desk.posted.append((self.path, body))
                wrong = self.path == "/unlock" and PASSWORD not in body
                desk.send(self, b"", "text/plain", 403 if wrong else 200)

        self.server = ThreadingHTTPServer(("localhost", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://localhost:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.drop()
        self.server.shutdown()
        self.server.server_close()

    def say(self, event: str, data: Any, seq: int | None = None) -> None:
        named = f"id: {seq}\n" if seq else ""
        for viewer in list(self.viewers):
            viewer.put(f"{named}event: {event}\ndata: {json.dumps(data)}\n\n")

    def drop(self) -> None:
        """Ends every open stream, as a server that goes away."""
        for viewer in list(self.viewers):
            viewer.put(None)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        path = unquote(urlsplit(handler.path).path)
        if path.startswith("/static/"):
            self.send_file(handler, path.removeprefix("/static/"))
        elif path == "/stream":
            self.stream(handler)
        elif path == "/search":
            self.send(handler, FOUND.encode(), "text/html")
        else:
            self.send(handler, self.page(handler).encode(), "text/html")

    def page(self, handler: BaseHTTPRequestHandler) -> str:
        cookies = SimpleCookie(handler.headers.get("Cookie", ""))
        request = SimpleNamespace(
            csp_nonce="test",
            COOKIES={name: morsel.value for name, morsel in cookies.items()},
            get_full_path=lambda: handler.path,
            path=handler.path,
        )
        language = "en" if "en" in handler.path else "vi"
        with translation.override(language):
            facts = {**gallery.shell(), **gallery.sample(), "request": request, "csrf_token": "token"}
            return get_template("ui/gallery.html").template.render(Context(facts))

    def send_file(self, handler: BaseHTTPRequestHandler, name: str) -> None:
        path = STATIC / name
        if not path.is_file():
            self.send(handler, b"", "text/plain", 404)
            return
        kind = "text/javascript" if path.suffix == ".mjs" else mimetypes.guess_type(name)[0]
        self.send(handler, path.read_bytes(), kind or "application/octet-stream")

    def send(self, handler: BaseHTTPRequestHandler, body: bytes, kind: str, status: int = 200) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        handler.send_header("Content-Length", str(len(body)))
        handler.send_header("Content-Security-Policy", POLICY)
        handler.end_headers()
        handler.wfile.write(body)

    def stream(self, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.end_headers()
        viewer: Queue[str | None] = Queue()
        hello = {"seq": 100, "at": now().isoformat(), "version": "1"}
        viewer.put(f"event: hello\ndata: {json.dumps(hello)}\n\n")
        self.viewers.append(viewer)
        try:
            while (text := self.next_of(viewer)) is not None:
                handler.wfile.write(text.encode())
                handler.wfile.flush()
        except OSError:
            pass
        finally:
            self.viewers.remove(viewer)

    @staticmethod
    def next_of(viewer: "Queue[str | None]") -> str | None:
        try:
            return viewer.get(timeout=1)
        except Empty:
            return ": still here\n\n"
