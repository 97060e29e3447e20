import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Receiver:
    """A real HTTP server that remembers what it was sent; `status` is what it answers."""

    def __init__(self):
        self.requests, self.status, self.headers = [], 204, {}
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.requests.append((self.path, dict(self.headers.items()), body))
                self.send_response(receiver.status)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    @property
    def url(self):
        return f"http://localhost:{self.server.server_port}/hook?from=hd"

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def receiver(monkeypatch):
    monkeypatch.setenv("HAIDANG_WEBHOOK_LOCAL", "1")
    one = Receiver()
    yield one
    one.close()


@pytest.fixture
def integrator(hd):
    return hd.officer("integrator", hd.centre, hd.province)


@pytest.fixture
def officer(hd):
    return hd.officer("duty_officer", hd.centre, hd.province)


@pytest.fixture
def queue(monkeypatch):
    """What was queued for later, as (function, moment, arguments); nothing runs by itself."""
    from haidang.kernel import jobs

    queued = []
    monkeypatch.setattr(jobs, "queue", [lambda job, arguments, at: queued.append((job.work, at, arguments))])
    return queued
