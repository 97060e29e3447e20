"""What a document says of its holder, whichever way it was read."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["citizen_card", "passport", "other"]


@dataclass(frozen=True, slots=True)
class Document:
    """`nationality` as ISO 3166 alpha-3; a date is None where the document does not say it in full."""

    kind: Kind
    number: str
    name: str
    nationality: str
    born: date | None
    gender: Literal["male", "female", ""]
    valid_to: date | None = None
    address: str = ""


class Unreadable(ValueError):
    """What was read cannot be right; `code` says why in a word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
