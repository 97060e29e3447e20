"""What a document says, read off its case and its own facts, in the language that is active."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from haidang.core.cases import clocks
from haidang.core.cases.models import Case, Party
from haidang.core.ui import numbers
from haidang.kernel import clock, legal_clock
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.manifest import Words
from haidang.kernel.manifest.procedure import Question

from .kinds import Kind
from .models import Document

APPLICANTS = ("applicant", "representative", "reporter")
OF_PEOPLE = ("name", "identity", "address", "phone", "email")


def applicant(case: Case) -> Party | None:
    """Whose dossier it is."""
    found = {one.role: one for one in case.parties.order_by("-pk")}
    return next((found[role] for role in APPLICANTS if role in found), None)


def person_facts(case: Case) -> dict[str, str]:
    """Name, identity, address, telephone and mail of the applicant: as given with the case, else as answered in the form."""
    party = applicant(case)
    asked = {one.prefill: one.key for one in case.version.book.procedure.questions() if one.prefill}
    told = {name: str(case.answers.get(asked.get(name, name), "")) for name in OF_PEOPLE}
    given = {name: str(getattr(party, name, "")) for name in OF_PEOPLE} if party else {}
    return {name: given.get(name) or told[name] for name in OF_PEOPLE}


def facts(document: Document) -> dict[str, str]:
    """Everything that the sentences of `kinds.toml` may name; empty where it is not known."""
    case, own = document.case, document.facts
    who = person_facts(case)
    return {
        "applicant": who["name"] or _("người nộp hồ sơ"),
        "identity": who["identity"], "address": who["address"], "phone": who["phone"], "email": who["email"],
        "code": case.code,
        "procedure": shown(case.version.book.procedure.name),
        "procedure_code": case.version.book.procedure.code,
        "office": name_of(document.office),
        "counter": name_of(case.first_office),
        "limit": shown(clocks.limit_words(own["limit"])) if own.get("limit") else "",
        "received": moment(own.get("received", "")), "received_day": day(own.get("received", "")),
        "due": moment(own.get("due", "")), "old_due": moment(own.get("old_due", "")),
        "new_due": moment(own.get("new_due", "")),
        "reason": shown(Words(vi=own["reason"]["vi"], en=own["reason"]["en"])) if own.get("reason") else "",
        "result": document.name,
        "valid_to": day(document.valid_to.isoformat() if document.valid_to else ""),
    }  # fmt: skip


def moment(iso: str) -> str:
    """16 giờ 30, ngày 25/11/2026."""
    if not iso:
        return ""
    at = datetime.fromisoformat(iso).astimezone(clock.HO_CHI_MINH)
    return _("%(hour)s giờ %(minute)s, ngày %(day)s") % {
        "hour": f"{at:%H}", "minute": f"{at:%M}", "day": f"{at:%d/%m/%Y}",
    }  # fmt: skip


def day(iso: str) -> str:
    if not iso:
        return ""
    if len(iso) == len("2026-11-22"):
        return f"{date.fromisoformat(iso):%d/%m/%Y}"
    return f"{datetime.fromisoformat(iso).astimezone(clock.HO_CHI_MINH):%d/%m/%Y}"


def filled(words: Words, known: dict[str, str]) -> str:
    return shown(words).format_map(known)


def title(kind: Kind, document: Document) -> str:
    return filled(kind.title, facts(document))


def rows(kind: Kind, known: dict[str, str]) -> list[tuple[str, str]]:
    """The lines of two columns that have something to say."""
    lines = ((shown(one.name), one.value.format_map(known)) for one in kind.rows)
    return [(name, value) for name, value in lines if value.strip()]


def parts(case: Case) -> list[str]:
    """The papers of the dossier as they were handed in: by name, with how many files or sheets."""
    files = {one.part for one in case.papers.filter(role="part")}
    given = {one.part: one for one in case.given_parts.all()}
    found = []
    for part in case.version.book.procedure.parts:
        if part.key in given:
            row = given[part.key]
            counts = ((_("bản chính"), row.originals), (_("bản sao"), row.copies), (_("bản điện tử"), row.electronic))
            found.append(f"{shown(part.name)} ({', '.join(f'{n} {name}' for name, n in counts if n)})")
        elif part.key in files:
            found.append(f"{shown(part.name)} ({_('bản điện tử')})")
    return found


def fees(case: Case) -> list[tuple[str, str]]:
    """What is to be paid by the facts of the procedure; an amount that is not known stays open."""
    return [
        (shown(one.name), _("theo thông báo") if one.amount is None else f"{one.amount:,} đ".replace(",", "."))
        for one in case.version.book.procedure.fees
        if one.amount != 0
    ]


def answers(case: Case, *, without_person: bool) -> list[tuple[str, list[tuple[str, str]]]]:
    """The form as it was answered, step by step; `without_person` leaves out what stands in the rows already."""
    steps = []
    for step in case.version.book.procedure.form:
        lines = list(_answered(case, step.questions, without_person=without_person))
        if lines:
            steps.append((shown(step.name), lines))
    return steps


def _answered(case: Case, questions: list[Question], *, without_person: bool) -> Iterator[tuple[str, str]]:
    for one in questions:
        given = case.answers.get(one.key)
        if given in (None, "", []) or one.type in ("file", "point") or (without_person and one.prefill in OF_PEOPLE):
            continue
        yield shown(one.name), _answer(one, given)


def _answer(one: Question, given: Any) -> str:
    if one.type == "date":
        return day(str(given))
    if one.type in ("number", "money"):
        return f"{numbers.said(given)} {one.unit}".strip()
    names = {choice.key: shown(choice.name) for choice in one.choices}
    if one.type == "yes_no":
        names |= {"yes": _("Có"), "no": _("Không")}
    many = given if isinstance(given, list) else [given]
    return ", ".join(names.get(str(part), str(part)) for part in many) + (f" {one.unit}" if one.unit else "")


def main_limit(case: Case) -> str:
    """The time that the law allows for the whole, as facts write it; "" where none is known."""
    row = case.timers.filter(is_main=True).first()
    return legal_clock.read(row.clock).limit if row else ""


def received_at(case: Case) -> datetime:
    """When it was accepted, or filed where it never was."""
    accepted = [one.key for one in case.flow.states if one.code == "2"]
    stay = case.stays.filter(state__in=accepted).order_by("started_at").first()
    return stay.started_at if stay else case.opened_at


def end_of(valid_for: str, since: date) -> date | None:
    """The day until which a paper counts that is given “5 năm” or “6 tháng”; None where it is not said like that.

    >>> end_of("6 tháng", date(2026, 8, 31))
    datetime.date(2027, 2, 28)
    """
    told = re.fullmatch(r"(\d{1,3}) (năm|tháng|ngày)\b.*", valid_for.strip())
    if told is None:
        return None
    length = int(told[1])
    if told[2] == "ngày":
        return since + timedelta(days=length)
    months = since.year * 12 + since.month - 1 + (length * 12 if told[2] == "năm" else length)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(since.day, monthrange(year, month + 1)[1]))


def initials(name: str) -> str:
    """The first letters of a name, for those who hold the paper to compare.

    >>> initials("Nguyễn Văn Ân")
    'N. V. Â.'
    """
    return " ".join(f"{one[0].upper()}." for one in name.split() if one)
