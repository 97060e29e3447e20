"""What somebody has just proven: an issuer's word for a subject, or that a telephone or a mailbox is theirs."""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["issuer", "phone", "mail"]
CLAIMS = ("name", "identity", "birth_date", "gender", "phone", "email", "address")
"""What is kept of a person, by the names that `prefill` in procedures uses; the order is the order of display."""


@dataclass(frozen=True, slots=True)
class Proof:
    """`subject` is unique within kind and issuer; `claims` by the names of CLAIMS, in the issuer's words."""

    kind: Kind
    subject: str
    issuer: str = ""
    level: str = ""
    claims: dict[str, str] = field(default_factory=dict)
    verified: frozenset[str] = frozenset()
    """Claims of which the issuer says that it checked them (`email_verified`)."""

    @property
    def source(self) -> str:
        return self.issuer or self.kind


class NotProven(Exception):
    """The proof failed; `why` is fit to be shown and says what to do."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
