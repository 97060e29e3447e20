"""The people of a dossier, read off its answers."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from haidang.core.cases.facts import Book
from haidang.core.cases.opening import Someone
from haidang.core.citizens import codes
from haidang.core.directory.models import Person
from haidang.kernel.bilingual import shown
from haidang.kernel.clock import HO_CHI_MINH
from haidang.kernel.manifest.procedure import FormStep, Question

from . import asked
from .models import Consent

Agreed = Mapping[tuple[str, str], Consent]
PROVEN = ("name", "identity")


def people(
    book: Book,
    answers: Mapping[str, Any],
    *,
    person: Person | None,
    sources: Mapping[str, str],
    consent: str,
    agreed: Agreed | None = None,
) -> list[Someone]:
    """The applicant first, then who files for them, then who applies too.

    `answers` count; `person` is the account of whoever files; `consent` is what they agreed to, in words; `agreed` are
    those who agreed for themselves, by name and address.
    """
    files_themselves = answers.get("filer", "self") == "self"
    found = [*_applicants(book, answers, sources, person if files_themselves else None, consent)]
    if not files_themselves:
        found.append(_filer(answers, sources, person, consent, agreed or {}))
    return [*found, *_together(answers, agreed or {})]


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


def _filer(
    answers: Mapping[str, Any], sources: Mapping[str, str], person: Person | None, consent: str, agreed: Agreed
) -> Someone:
    role = "representative" if answers["filer"] == "representative" else "proxy"
    proven = bool(sources) and all(sources.get(f"filer_{name}") == "identity" for name in PROVEN)
    how = "code" if role == "proxy" and answers.get("consent_form") == "code" else "paper"
    by_applicant = next((said_by(one) for one in agreed.values() if one.role == "applicant"), "")
    standing = "; ".join(filter(None, [_standing(answers), by_applicant, consent]))
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
    words = [_chosen(asked.facts().filer, key, answers) for key in keys]
    by = [str(answers[key]) for key in ("consent_from", "consent_on") if answers.get(key)]
    return ", ".join(filter(None, [*words, *by]))


def _chosen(step: FormStep, key: str, answers: Mapping[str, Any]) -> str:
    question = next(one for one in step.questions if one.key == key)
    return next((shown(one.name) for one in question.choices if one.key == answers.get(key)), "")


def _together(answers: Mapping[str, Any], agreed: Agreed) -> Iterator[Someone]:
    for one in asked.who_applies_too(answers):
        address = one["contact"] and codes.read_address(one["contact"])
        kind, reached = address or ("", "")
        consent, how = "", "paper"
        if one["consent"] == "code":
            consent, how = said_by(agreed.get((one["name"], reached))), "code"
        yield Someone(
            "co_applicant",
            name=one["name"],
            identity=one["identity"],
            phone=reached if kind == "phone" else "",
            email=reached if kind == "mail" else "",
            consent=consent or _chosen(asked.facts().together, "consent", one),
            consent_how=how,
        )


def said_by(row: Consent | None) -> str:
    """Which text somebody agreed to at an address of their own, and when; "" while they have not."""
    if row is None or row.agreed_at is None:
        return ""
    at = f"{row.agreed_at.astimezone(HO_CHI_MINH):%H:%M %d/%m/%Y}"
    return _("tự đồng ý (lời %(text)s) qua %(address)s lúc %(at)s") % {
        "text": row.text,
        "address": row.address,
        "at": at,
    }
