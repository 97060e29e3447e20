"""Answers that an account gives of itself: shown as such, and no longer the account's once they are changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from haidang.core.cases.answering import answer_to
from haidang.core.citizens import queries as citizens
from haidang.core.directory.models import Person
from haidang.kernel.action import Actor, Invalid
from haidang.kernel.manifest.procedure import Question

OF_FILER = "filer_"
LEVELS = {"issuer": "identity", "phone": "phone", "mail": "phone"}


@dataclass(frozen=True, slots=True)
class Known:
    """What an account says of its owner; `level`: "identity" where an issuer of identities says so, else "phone"."""

    value: str
    level: str


def known_of(actor: Actor, person: Person | None) -> dict[str, Known]:
    """By claim, the surest word on it. Only for the owner; nothing without an account."""
    if person is None:
        return {}
    kinds = {one.issuer or one.kind: one.kind for one in person.identities.all()}
    found: dict[str, Known] = {}
    for one in citizens.claims_with_source(actor, person):
        found.setdefault(one.name, Known(one.value, LEVELS.get(kinds.get(one.source, ""), "phone")))
    return found


def prefilled(
    questions: Iterable[Question], known: Mapping[str, Known], answers: Mapping[str, Any]
) -> dict[str, tuple[Any, str]]:
    """By question, what the account answers and how surely. For somebody else's dossier it answers only who files."""
    is_own = answers.get("filer", "self") == "self"
    found = {}
    for one in questions:
        claim = known.get(one.prefill) if one.prefill else None
        if claim is not None and (is_own or one.key.startswith(OF_FILER)):
            try:
                found[one.key] = answer_to(one, claim.value), claim.level
            except Invalid:
                continue  # an account may know less well than the form asks
    return found


def sources(questions: Iterable[Question], known: Mapping[str, Known], answers: Mapping[str, Any]) -> dict[str, str]:
    """By question, how surely the account vouches for the answer given: only where it is the account's own word."""
    own = prefilled(questions, known, answers)
    return {key: level for key, (answer, level) in own.items() if answers.get(key) == answer}
