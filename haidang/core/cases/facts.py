"""The facts of one version of a procedure, ready to use: the procedure, its flow, reasons, templates and grades."""

from typing import Any

import msgspec
from msgspec import Struct

from haidang.kernel.flow import Flow
from haidang.kernel.manifest import Domain
from haidang.kernel.manifest.procedure import Grade, Procedure, Reason, Template

BESIDE_THE_FLOW = ("extend", "merge", "transfer")
"""What may be done in any state, with reasons and templates of its own."""


class Book(Struct, frozen=True, kw_only=True):
    """Everything a case needs to know of its procedure, as it was when the case began."""

    procedure: Procedure
    flow: Flow
    grades: list[Grade] = []
    reasons: list[Reason] = []
    templates: list[Template] = []

    def reasons_for(self, move: str) -> list[Reason]:
        return [one for one in self.reasons if move in one.moves]

    def reason(self, key: str) -> Reason | None:
        return next((one for one in self.reasons if one.key == key), None)

    def templates_for(self, move: str) -> list[Template]:
        return [one for one in self.templates if move in one.moves]

    def grade(self, key: str) -> Grade | None:
        return next((one for one in self.grades if one.key == key), None)


def bound(domain: Domain, procedure: Procedure) -> Book:
    """A procedure with what its domain says of its flow."""
    flow = next(one for one in domain.flows if one.key == procedure.flow)
    moves = {*(one.key for one in flow.moves), *BESIDE_THE_FLOW}
    return Book(
        procedure=procedure,
        flow=flow,
        grades=domain.grades,
        reasons=[one for one in domain.reasons if moves & set(one.moves)],
        templates=[one for one in domain.templates if moves & set(one.moves)],
    )


def plain(book: Book) -> dict[str, Any]:
    """As a row keeps it."""
    kept: dict[str, Any] = msgspec.to_builtins(book)
    return kept


_books: dict[int, tuple[dict[str, Any], Book]] = {}


def read_book(pk: int, kept: dict[str, Any]) -> Book:
    """The facts of the version with a row number; a version never changes, so a process reads it once."""
    known = _books.get(pk)
    if known is None or known[0] != kept:
        known = _books[pk] = kept, msgspec.convert(kept, Book)
    return known[1]


def known_book(pk: int) -> Book | None:
    """What was read before."""
    known = _books.get(pk)
    return known[1] if known else None
