"""What happened, out of the words of programs: who tried to sign in, from where, what was denied.

The readers are facts (`readers.toml`): for which programs, a text the message must contain, a pattern whose groups are
named `src`, `user`, `port` or as the field they fill, and the kind of thing that happened.
"""

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from .record import Record
from .shapes import Shapes

FILE = Path(__file__).parent.parent / "facts" / "readers.toml"
NO_APP, EVERY_APP = "", "*"
ADDRESS = (
    r"(?:\[?(?P<src>(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*[0-9A-Fa-f]|[A-Za-z0-9][A-Za-z0-9_.-]*)\]?)"
)
ONLY_IP = r"\[?(?P<src>(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*[0-9A-Fa-f])\]?"
_AGAIN = re.compile(r"\d$")  # src2, user2: a second place where a pattern may find the same
_MAPPED = re.compile(r"::ffff:(\d+\.\d+\.\d+\.\d+)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reader:
    """One way a program says one kind of thing. The message contains `must` and one of `needs`, which is asked first."""

    key: str
    kind: str
    apps: tuple[str, ...]
    needs: tuple[str, ...]
    pattern: re.Pattern[str]
    must: str
    fills: tuple[str, ...]
    """What each group of the pattern is; "" for a group without name."""

    def takes(self, record: Record) -> bool:
        """Fill the record when the pattern is found in its message, which has one of the needed texts."""
        message = record.message
        found = self.pattern.search(message) if not self.must or self.must in message else None
        if found is None:
            return False
        record.kind = self.kind
        for name, value in zip(self.fills, found.groups(), strict=True):
            if not value:
                continue
            if name == "src":
                record.src = address(value)
            elif name == "user":
                record.user = value
            elif name == "port":
                record.port = int(value) if len(value) < 6 else -1
            elif name:
                record.fields[name] = value
        return True


def address(text: str) -> str:
    """An IPv4 address written as IPv6 is the IPv4 address."""
    mapped = _MAPPED.match(text) if ":" in text else None
    return mapped[1] if mapped else text


Asked = tuple[tuple[str, Reader], ...]
"""In their order: a text, and the reader that is asked when a message has it."""


@dataclass(frozen=True, slots=True)
class Readers:
    """`by_app` under "" holds all of them, for messages that name no program, under "*" those for every program."""

    by_app: dict[str, Asked]

    def read(self, record: Record) -> None:
        """Fill kind, address, account and port, when a reader knows the message; the first that does is taken."""
        _ask(self.of(record.app), record)

    def of(self, app: str) -> Asked:
        known = self.by_app.get(app)
        if known is not None:
            return known
        name = app.lower()
        stems = (name, name.split("/", 1)[0], name.split("/", 1)[0].split("-", 1)[0], EVERY_APP)
        found: Asked = next((self.by_app[stem] for stem in stems if stem in self.by_app), ())
        if len(self.by_app) < 5_000:  # names of programs come from outside: what is remembered has an end
            self.by_app[app] = found
        return found


@dataclass(frozen=True, slots=True)
class Concerned:
    """Those that may know a message of one batch, found out program by program as they come."""

    readers: Readers
    shapes: Shapes
    _by_app: dict[str, Asked] = field(default_factory=dict)

    def read(self, record: Record) -> None:
        asked = self._by_app.get(record.app)
        if asked is None:
            asked = tuple(one for one in self.readers.of(record.app) if self.shapes.may_have(one[0]))
            self._by_app[record.app] = asked
        _ask(asked, record)


def _ask(asked: Asked, record: Record) -> None:
    message, last = record.message, None
    for text, reader in asked:
        if text in message and reader is not last:
            if reader.takes(record):
                return
            last = reader


@cache
def readers() -> Readers:
    return read(FILE)


def read(path: Path) -> Readers:
    """Raises ValueError that names the reader and what is wrong with it."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    found: dict[str, list[Reader]] = {}
    everything: list[Reader] = []
    for facts in told["readers"]:
        reader = _reader(facts)
        everything.append(reader)
        for app in reader.apps:
            found.setdefault(app, []).append(reader)
    everywhere = [one for one in everything if not one.apps]
    by_app = {app: _asked([*own, *everywhere]) for app, own in found.items()}
    return Readers({**by_app, EVERY_APP: _asked(everywhere), NO_APP: _asked(everything)})


def _asked(found: list[Reader]) -> Asked:
    return tuple((text, reader) for reader in found for text in reader.needs)


def _reader(facts: dict[str, object]) -> Reader:
    key = str(facts.get("key", "?"))
    try:
        pattern = re.compile(str(facts["pattern"]).replace("<ADDRESS>", ADDRESS).replace("<IP>", ONLY_IP))
        needs = facts["needs"]
        assert isinstance(needs, list)
        apps = facts.get("apps", [])
        assert isinstance(apps, list)
        named = {number: _AGAIN.sub("", name) for name, number in pattern.groupindex.items()}
        fills = tuple(named.get(number, "") for number in range(1, pattern.groups + 1))
        return Reader(key, str(facts["kind"]), tuple(apps), tuple(needs), pattern, str(facts.get("must", "")), fills)
    except (KeyError, AssertionError, re.error) as error:
        raise ValueError(f"reader {key}: {error!r}") from error
