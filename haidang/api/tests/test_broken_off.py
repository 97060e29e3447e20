"""What a client sees of an answer that breaks off after its first bytes: a failed download, never a whole one."""

import socket
import threading

import httpx
import pytest
import uvicorn
from a2wsgi import WSGIMiddleware

from haidang.api.patience import patient

WITHIN = 20.0  # seconds; the machine may be busy


def _readings(environ, start):
    start("200 OK", [("Content-Type", "text/csv")])

    def pieces():
        yield b"thing,series\r\n"
        yield b"AQ-1,pm25\r\n" * 10_000
        if environ["PATH_INFO"] == "/damaged":
            raise OSError("the file of 2026-11-16 cannot be read")

    return pieces()


@pytest.fixture
def address():
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    doors = patient(WSGIMiddleware(_readings, workers=1))
    config = uvicorn.Config(doors, http="httptools", interface="asgi3", lifespan="off", log_level="critical")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(WITHIN)


def test_an_answer_that_breaks_off_is_a_failed_download(address):
    whole = httpx.get(f"{address}/whole", timeout=WITHIN)
    assert whole.content.count(b"\r\n") == 10_001
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(f"{address}/damaged", timeout=WITHIN)
