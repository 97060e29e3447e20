"""Reports of mail servers on letters they could not deliver (RFC 3464), as they come back to the sender.

Free text that some servers send instead is not guessed at.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.header import decode_header, make_header
from email.message import Message
from typing import Literal

OUTCOMES: dict[str, Literal["undeliverable", "delivered"]] = {"failed": "undeliverable", "delivered": "delivered"}
"""Of `Action` (2.3.3); a letter that is delayed, relayed or expanded has not ended yet."""
STATUS = ("message/delivery-status", "message/global-delivery-status")
RETURNED = ("message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers")
LONGEST = 300
_MAILBOX = re.compile(r"[^\s<>\"'()]+@([\w.-]+)")


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one letter; `letters` are the names it may be known by (Message-IDs with their brackets)."""

    letters: tuple[str, ...]
    state: Literal["undeliverable", "delivered"]
    why: str


def reports(octets: bytes) -> list[Report]:
    """What a message that came back says, by recipient; nothing when it is none. Never raises for what others wrote."""
    message = message_from_bytes(octets)
    if message.get_content_type() != "multipart/report" or message.get_param("report-type") not in (
        "delivery-status",
        None,
    ):
        return []
    parts = _inside(message)
    blocks = [block for part in parts if part.get_content_type() in STATUS for block in _inside(part)]
    letters = tuple(dict.fromkeys([*_returned(parts), *(one for block in blocks[:1] for one in _envelope(block))]))
    found = [(OUTCOMES.get(_said(block, "Action").casefold()), block) for block in blocks[1:]]
    return [Report(letters, state, _why(block)) for state, block in found if state and letters]


def _inside(part: Message) -> list[Message]:
    """The parts of a message; of a report the block on the whole message, then one for each recipient (2.1.2)."""
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _returned(parts: list[Message]) -> Iterator[str]:
    """The Message-ID of the letter that is sent back beside the report, whole or its head alone."""
    for part in parts:
        if part.get_content_type() in RETURNED:
            head = part.get_payload(decode=True)
            text = head.decode("utf-8", "replace") if isinstance(head, bytes) else ""
            for letter in _inside(part) or [message_from_string(text)]:
                yield from _named(letter)


def _named(letter: Message) -> Iterator[str]:
    if name := _said(letter, "Message-ID"):
        yield name


def _envelope(block: Message) -> Iterator[str]:
    """What we called the envelope ourselves (ENVID, RFC 3461, 4.4): the Message-ID without its brackets."""
    if name := _said(block, "Original-Envelope-Id"):
        yield f"<{name}>"


def _why(block: Message) -> str:
    """Status and reason; mail addresses in it as little as we show them elsewhere."""
    _kind, _semicolon, reason = _said(block, "Diagnostic-Code").partition(";")
    text = " ".join([_said(block, "Status"), *(reason or _kind).split()])
    return _MAILBOX.sub(r"•••@\1", text)[:LONGEST].strip()


def _said(of: Message, name: str) -> str:
    value = of.get(name)
    if value is None:
        return ""
    try:
        return str(make_header(decode_header(str(value)))).strip()
    except (LookupError, ValueError):
        return str(value).strip()
