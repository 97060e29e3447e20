"""A file over a line that is cut in the middle of a piece: the whole program behind its real server, and a real tus client."""

import socket
import time
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client

DOOR = "/app/uploads/"
PIECE = "application/offset+octet-stream"


@pytest.fixture
def served(transactional_db: None) -> Iterator[str]:
    """The whole program behind its real server."""
    from haidang.asgi import application
    from haidang.kernel.tests.serving import served

    with served(application, lifespan="off") as address:
        yield address


def begun(client: Client, size: int) -> str:
    told = {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": str(size),
        "Upload-Metadata": f"filename {b64encode(b'a.jpg').decode()}",
    }
    return urlsplit(client.post(DOOR, headers=told)["Location"]).path


def test_a_real_client_goes_on_after_the_line_was_cut(served: str, client: Client, tmp_path: Path) -> None:
    from tusclient.client import TusClient

    from haidang.core.files import uploads
    from haidang.core.files.store import store
    from haidang.core.files.tests.samples import picture

    body = picture((640, 480))

    path = tmp_path / "clip.jpg"
    path.write_bytes(body)
    place = begun(client, len(body))
    where = urlsplit(served)
    half = len(body) // 2
    with socket.create_connection((where.hostname, where.port)) as line:  # says it will send all, and sends half
        head = f"PATCH {place} HTTP/1.1\r\nHost: localhost\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
        line.sendall(f"{head}Content-Type: {PIECE}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body[:half])
    token = place.rpartition("/")[2]
    give_up = time.monotonic() + 20
    while uploads.offset_of(token) < half and time.monotonic() < give_up:
        time.sleep(0.02)
    assert uploads.offset_of(token) == half
    sender = TusClient(f"{served}{DOOR}").uploader(str(path), url=f"{served}{place}", chunk_size=4000)
    assert sender.offset == half
    sender.upload()
    assert store().open(uploads.finish(token, data_class="personal").sha256).read() == body
