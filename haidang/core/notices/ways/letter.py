"""What a way carries and through what: a letter, a line, and what became of it."""

from dataclasses import dataclass, field
from typing import Literal

from vn_text import deaccent, strip_stroke

Way = Literal["smtp", "http", "modem", "push"]
WAYS: tuple[Way, ...] = ("smtp", "http", "modem", "push")


class Undeliverable(Exception):
    """The other side will never take this message; the text says why."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one address. `link` is our own path; `mark` is what a browser answers with when it has shown it."""

    address: str
    text: str
    link: str = ""
    mark: str = ""

    @property
    def title(self) -> str:
        return self.text.partition("\n")[0]


@dataclass(frozen=True, slots=True)
class Line:
    """How a channel sends now. `secret` is in clear only here and is never shown: keep it out of logs and of repr."""

    channel: str
    way: Way
    address: str
    account: str = ""
    secret: str = field(default="", repr=False)
    settings: dict[str, str] = field(default_factory=dict)
    is_simulated: bool = False
    is_set_here: bool = False


def written(line: Line, letter: Letter) -> str:
    """The text as the line takes it: `letters = plain` without diacritics, which makes a short message half as dear."""
    if line.settings.get("letters") != "plain":
        return letter.text
    plain: str = strip_stroke(deaccent(letter.text))
    return plain


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the other side says of a message it took."""

    state: Literal["sent", "delivered", "failed"]
    why: str = ""
