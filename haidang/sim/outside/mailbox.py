"""Where the demo's letters end: a small SMTP server (RFC 5321, no more than a client needs) that keeps and shows them. Invented."""

import email
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.policy import default
from threading import Thread
from typing import cast

from . import messages

MOST_BYTES = 20_000_000
CHANNEL = "smtp"


@dataclass(frozen=True, slots=True)
class Letter:
    """To whom it was said to go, and the message as it came."""

    to: tuple[str, ...]
    body: str


class _Talk(socketserver.StreamRequestHandler):
    """One client: every address is taken, nothing is passed on."""

    timeout = 30

    def handle(self) -> None:
        to: list[str] = []
        self._say("220 simulated")
        for line in iter(lambda: self.rfile.readline(2000), b""):
            word, _space, rest = line.decode("utf-8", "replace").strip().partition(" ")
            match word.upper():
                case "EHLO" | "HELO":
                    self._say("250 simulated")
                case "RCPT":
                    to.append(rest.partition(":")[2].strip(" <>"))
                    self._say("250 ok")
                case "DATA":
                    self._say("354 go on")
                    cast(_Server, self.server).keep(Letter(tuple(to), self._data()))
                    to = []
                    self._say("250 kept")
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 ok")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def _data(self) -> str:
        kept, length = [], 0
        for line in iter(self.rfile.readline, b".\r\n"):
            length += len(line)
            if not line or length > MOST_BYTES:
                break
            kept.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(kept).decode("utf-8", "replace")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("localhost", port), _Talk)
        self.letters: list[Letter] = []

    def keep(self, letter: Letter) -> None:
        self.letters.append(letter)
        del self.letters[:-50]
        for address in letter.to:
            messages.put(address, _shown(letter), CHANNEL)


def _shown(letter: Letter) -> str:
    message = email.message_from_string(letter.body, policy=default)
    plain = message.get_body(("plain",))
    files = ", ".join(part.get_filename() or "" for part in message.iter_attachments())
    text = plain.get_content() if plain is not None else ""
    return f"{message['Subject']}\n{text}\n[{files}]"


def serve(port: int) -> None:
    """Until the process ends. A port that is taken leaves the demo without letters, nothing else."""
    with suppress(OSError):
        _Server(port).serve_forever()


@contextmanager
def served() -> Iterator[tuple[int, list[Letter]]]:
    """A server on a free port while a test runs: the port, and what arrives."""
    server = _Server(0)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1], server.letters
    finally:
        server.shutdown()
        server.server_close()
