"""Where the demo's letters end: a small SMTP server that takes every address, keeps the letters and shows them. Invented."""

import email
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.policy import default
from threading import Event

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from . import messages

MOST_BYTES = 20_000_000
MOST_KEPT = 50
CHANNEL, HOST = "smtp", "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Letter:
    """From whom and to whom it was said to go (the envelope), and the message as it came."""

    sender: str
    to: tuple[str, ...]
    body: str


class Box:
    """What came, the newest last."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        body = envelope.content or b""
        text = body if isinstance(body, str) else body.decode("utf-8", "replace")
        letter = Letter(envelope.mail_from or "", tuple(envelope.rcpt_tos), text.replace("\r\n", "\n"))
        self.letters.append(letter)
        del self.letters[:-MOST_KEPT]
        for address in letter.to:
            messages.put(address, _shown(letter), CHANNEL)
        return "250 kept"


def _shown(letter: Letter) -> str:
    message = email.message_from_string(letter.body, policy=default)
    plain = message.get_body(("plain",))
    files = ", ".join(part.get_filename() or "" for part in message.iter_attachments())
    text = plain.get_content() if plain is not None else ""
    return f"{message['Subject']}\n{text}\n[{files}]"


def serve(port: int) -> None:
    """Until the process ends. A port that is taken leaves the demo without letters, nothing else."""
    with suppress(OSError):
        _controller(Box(), port).start()
        Event().wait()


def _controller(box: Box, port: int) -> Controller:
    return Controller(box, hostname=HOST, port=port, data_size_limit=MOST_BYTES)


@contextmanager
def served() -> Iterator[tuple[int, list[Letter]]]:
    """A server on a free port while a test runs: the port, and what arrives."""
    with socket.create_server((HOST, 0)) as probe:
        port = int(probe.getsockname()[1])
    box = Box()
    server = _controller(box, port)
    server.start()
    try:
        yield port, box.letters
    finally:
        server.stop()
