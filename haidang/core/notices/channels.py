"""The channels outside the program, and the port where a province plugs in what really sends."""

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Literal

from msgspec import Struct

from haidang.core.directory.models import Office, Person
from haidang.kernel.manifest import Key, Severity, Words
from haidang.kernel.strict import convert

Sender = Callable[[str, str], None]
senders: dict[str, Sender] = {}
to_citizens: dict[str, Sender] = {}
"""What sends to citizens; `address` is what the channel asks for, of a citizen's account."""


class Channel(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A channel, the address it needs, and the severities of notices it carries."""

    key: Key
    name: Words
    address: Literal["email", "phone", "account", "none"]
    severities: list[Severity]

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


def plug(channel: str, sender: Sender, *, citizens: bool = False) -> None:
    """Configure a channel, for people on duty or for citizens: `sender(address, text)` delivers or raises."""
    if channel not in channels():
        raise LookupError(f"{channel!r} is not a channel: name one of {', '.join(channels())}")
    (to_citizens if citizens else senders)[channel] = sender


def sender_for(channel: str, reader: Person | Office | None) -> Sender | None:
    is_citizen = isinstance(reader, Person) and reader.is_citizen
    return (to_citizens if is_citizen else senders).get(channel)
