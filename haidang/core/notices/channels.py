"""The channels outside the program: which severities each carries, to which address, and what sends."""

import tomllib
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Literal

from msgspec import Struct

from haidang.core.directory.models import Office, Person
from haidang.kernel.manifest import Key, Severity, Words
from haidang.kernel.strict import convert

from . import lines
from .ways.letter import Letter

Sender = Callable[[Letter], str | None]
senders: dict[str, Sender] = {}
"""What goes before the lines; empty but in tests and where a province brings a way of its own."""


class Channel(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A channel, the address it needs, the severities of notices it carries for who wished nothing, and those one may wish."""

    key: Key
    name: Words
    address: Literal["email", "phone", "account", "none"]
    severities: list[Severity]
    open: list[Severity] = []

    def address_of(self, reader: Person | Office) -> str:
        """The real address, empty when the reader has none."""
        return "" if self.address == "none" else getattr(reader, self.address, "")

    def masked(self, address: str) -> str:
        """Enough of an address to recognise it by, not enough to use it."""
        if self.address == "email":
            name, _, host = address.partition("@")
            return f"{name[:1]}•••@{host}"
        return f"•••{address[-3:]}"


class _Facts(Struct, forbid_unknown_fields=True, frozen=True):
    channels: list[Channel]


@cache
def channels() -> dict[str, Channel]:
    path = Path(__file__).with_name("channels.toml")
    facts = convert(tomllib.loads(path.read_text(encoding="utf-8")), _Facts, path)
    return {one.key: one for one in facts.channels}


def plug(channel: str, sender: Sender) -> None:
    """Take another way than the line of a channel: `sender(letter)` delivers, or raises; what it returns is the receipt."""
    if channel not in channels():
        raise LookupError(f"{channel!r} is not a channel: name one of {', '.join(channels())}")
    senders[channel] = sender


def sender_for(channel: str) -> Sender | None:
    """None while nobody has said how the channel sends."""
    if channel in senders:
        return senders[channel]
    line = lines.line_of(channel)
    return partial(lines.send, line) if line else None
