"""The people of a dossier, read off its answers."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from haidang.core.cases.facts import Book
from haidang.core.cases.opening import Someone
from haidang.core.directory.models import Person
from haidang.kernel.bilingual import shown
from haidang.kernel.procedure import Question

from . import asked

PROVEN = ("name", "identity")


def people(
    book: Book, answers: Mapping[str, Any], *, person: Person | None, sources: Mapping[str, str], consent: str
) -> list[Someone]:
    """The applicant first, then who files for them, then who applies too.

    `answers` count; `person` is the account of whoever files; `consent` is what they agreed to, in words.
    """
    files_themselves = answers.get("filer", "self") == "self"
    found = [*_applicants(book, answers, sources, person if files_themselves else None, consent)]
    if not files_themselves:
        found.append(_filer(answers, sources, person, consent))
    return [*found, *_together(answers)]


def claims_asked(book: Book) -> dict[str, Question]:
    """By each claim, the first question of the form that it answers: that one is about the applicant."""
    found: dict[str, Question] = {}
    for one in book.procedure.questions():
        if one.prefill:
            found.setdefault(one.prefill, one)
    return found


def _applicants(
    book: Book, answers: Mapping[str, Any], sources: Mapping[str, str], person: Person | None, consent: str
) -> Iterator[Someone]:
    asked_by = claims_asked(book)
    proven = all(sources.get(asked_by[claim].key) == "identity" for claim in PROVEN if claim in asked_by)
    is_verified = person is not None and bool(sources) and proven
    said = {claim: str(answers.get(one.key, "")) for claim, one in asked_by.items()}
    natural = Someone(
        "applicant",
        name=said.get("name", ""),
        identity=said.get("identity", ""),
        phone=said.get("phone", ""),
        email=said.get("email", ""),
        address=said.get("address", ""),
        person=person,
        consent=consent,
        is_verified=is_verified,
    )
    if answers.get("organisation_name"):
        number = str(answers.get("organisation_number", ""))
        yield Someone("applicant", name=answers["organisation_name"], identity=number, person=person, consent=consent)
        yield replace(natural, role="representative", person=None, consent="")
    else:
        yield natural


def _filer(answers: Mapping[str, Any], sources: Mapping[str, str], person: Person | None, consent: str) -> Someone:
    role = "representative" if answers["filer"] == "representative" else "proxy"
    proven = bool(sources) and all(sources.get(f"filer_{name}") == "identity" for name in PROVEN)
    how = "code" if role == "proxy" and answers.get("consent_form") == "code" else "paper"
    standing = f"{_standing(answers)}; {consent}"
    return Someone(
        role,
        name=str(answers.get("filer_name", "")),
        identity=str(answers.get("filer_identity", "")),
        phone=str(answers.get("filer_phone", "")),
        person=person,
        consent=standing,
        consent_how=how,
        is_verified=proven,
    )


def _standing(answers: Mapping[str, Any]) -> str:
    """By which right somebody files for another, in the words of the form."""
    keys = ("filer_role",) if answers["filer"] == "representative" else ("helper_kind", "consent_form")
    words = [_chosen(key, answers) for key in keys]
    by = [str(answers[key]) for key in ("consent_from", "consent_on") if answers.get(key)]
    return ", ".join(filter(None, [*words, *by]))


def _chosen(key: str, answers: Mapping[str, Any]) -> str:
    question = next(one for one in asked.facts().filer.questions if one.key == key)
    return next((shown(one.name) for one in question.choices if one.key == answers.get(key)), "")


def _together(answers: Mapping[str, Any]) -> Iterator[Someone]:
    consent = next(one for one in asked.facts().together.questions if one.key == "consent")
    for n in range(1, asked.MOST_TOGETHER + 1):
        name, identity, phone = (
            str(answers.get(asked.together_key(n, key), "")) for key in ("name", "identity", "phone")
        )
        if name:
            how = answers.get(asked.together_key(n, "consent"))
            words = next((shown(one.name) for one in consent.choices if one.key == how), "")
            yield Someone("co_applicant", name=name, identity=identity, phone=phone, consent=words)
