"""As much of a MySQL server as one SELECT needs: it notes what it is asked and answers with one row."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

GREETING = (
    b"\x0a8.0.0-test\x00" + struct.pack("<I", 1) + b"12345678\x00" + struct.pack("<H", 0xA200 | 0x8) + b"\x2d"
    + struct.pack("<H", 2) + struct.pack("<H", 0x0008) + b"\x15" + bytes(10) + b"123456789012\x00mysql_native_password\x00"
)  # fmt: skip
OK = b"\x00\x00\x00\x02\x00\x00\x00"
EOF_PACKET = b"\xfe\x00\x00\x02\x00"


def _text(value: str) -> bytes:
    return bytes([len(value.encode())]) + value.encode()


def _column(name: str, kind: int) -> bytes:
    head = _text("def") + _text("") + _text("t") + _text("t") + _text(name) + _text(name)
    return head + b"\x0c" + struct.pack("<HIBHB", 45, 255, kind, 0, 0) + bytes(2)


class _Talk(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.count = 0
        self._send(GREETING)
        self._read()
        self._send(OK)
        while packet := self._read():
            asked = packet[1:].decode(errors="replace")
            self.server.asked.append(asked)  # type: ignore[attr-defined]
            if packet[0] == 1:
                return
            if asked.upper().startswith("SELECT"):
                self._answer()
            else:
                self._send(OK)

    def _answer(self) -> None:
        for packet in (
            b"\x02",
            _column("thang", 253),
            _column("tan", 246),
            EOF_PACKET,
            _text("2026-10") + _text("12.5"),
            EOF_PACKET,
        ):
            self._send(packet)

    def _send(self, body: bytes) -> None:
        self.request.sendall(struct.pack("<I", len(body))[:3] + bytes([self.count % 256]) + body)
        self.count += 1

    def _read(self) -> bytes:
        head = self.request.recv(4)
        if len(head) < 4:
            return b""
        length, self.count = int.from_bytes(head[:3], "little"), head[3] + 1
        body = b""
        while len(body) < length and (part := self.request.recv(length - len(body))):
            body += part
        return body


@contextmanager
def mysql() -> Iterator[tuple[int, list[str]]]:
    """Its port, and what it was asked."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads = True
        server.asked = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], server.asked  # type: ignore[attr-defined]
        server.shutdown()
