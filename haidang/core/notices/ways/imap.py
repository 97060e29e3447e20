"""A mailbox that is read and never changed (IMAP4rev1, RFC 3501), through imaplib: TLS, or STARTTLS unless it is this machine."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

SECONDS = 10.0
AT_ONCE = 50
MOST_OCTETS = 256 * 1024  # a report comes before the letter it sends back
HERE = ("localhost", "127.0.0.1", "::1")
SCHEMES = ("imaps", "imap")


class MailboxError(OSError):
    """The server refused, or said what cannot be read."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """`address`: imaps://host:993/folder, imap://host:143/folder; without a folder INBOX. `secret` is in clear only here."""

    address: str
    account: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Place:
    """How far a mailbox was read: letters up to the number `uid`, as long as its numbers are those of `validity`."""

    validity: int = 0
    uid: int = 0


def newer(box: Mailbox, place: Place) -> tuple[list[bytes], Place]:
    """The next letters, the oldest first, each cut to its beginning; and the place behind them. Raises OSError."""
    try:
        with _open(box) as server:
            validity = _validity(server)
            after = place.uid if validity == place.validity else 0
            numbers = [one for one in _numbers(server, after) if one > after][:AT_ONCE]
            letters = [_letter(server, one) for one in numbers]
    except imaplib.IMAP4.error as error:
        raise MailboxError(str(error)) from error
    return letters, Place(validity, max([after, *numbers]))


@contextmanager
def _open(box: Mailbox) -> Iterator[imaplib.IMAP4]:
    where = urlsplit(box.address)
    host, tls = where.hostname or "", ssl.create_default_context()
    server: imaplib.IMAP4
    if where.scheme == "imaps":
        server = imaplib.IMAP4_SSL(host, where.port or 993, ssl_context=tls, timeout=SECONDS)
    else:
        server = imaplib.IMAP4(host, where.port or 143, timeout=SECONDS)
    with server:
        if where.scheme == "imap" and host not in HERE:
            server.starttls(tls)
        server.authenticate("PLAIN", lambda _challenge: f"\0{box.account}\0{box.secret}".encode())
        _checked(server.select(_quoted(unquote(where.path.strip("/")) or "INBOX"), readonly=True))
        yield server


def _quoted(folder: str) -> str:
    if not folder.isascii() or re.search(r"[\r\n\"\\]", folder):
        raise MailboxError("a folder's name is of ASCII without quotes")
    return f'"{folder}"'


def _checked(answer: tuple[str, Any]) -> list[Any]:
    said, data = answer
    found: list[Any] = data
    if said != "OK":
        raise MailboxError(" ".join(one.decode(errors="replace") for one in found if isinstance(one, bytes)) or said)
    return found


def _validity(server: imaplib.IMAP4) -> int:
    _name, data = server.response("UIDVALIDITY")
    return int(data[0]) if data and data[0] else 0


def _numbers(server: imaplib.IMAP4, after: int) -> list[int]:
    data = _checked(server.uid("SEARCH", f"UID {after + 1}:*"))
    return sorted(int(one) for one in (data[0] if data and isinstance(data[0], bytes) else b"").split())


def _letter(server: imaplib.IMAP4, number: int) -> bytes:
    for part in _checked(server.uid("FETCH", str(number), f"(BODY.PEEK[]<0.{MOST_OCTETS}>)")):
        if isinstance(part, tuple):
            octets: bytes = part[1]
            return octets
    return b""
