"""What every action on a document shares: the locked row, keeping a PDF, and telling the citizen."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.cases import log
from haidang.core.cases.models import Case
from haidang.core.cases.under_way import tell
from haidang.core.directory.models import Office
from haidang.core.directory.numbers import next_code
from haidang.core.files import actions as files
from haidang.core.files.models import File
from haidang.core.files.receiving import Facts, Held
from haidang.core.files.sniff import KINDS
from haidang.core.files.store import of_bytes, store
from haidang.kernel import clock
from haidang.kernel.action import Doing, NotPossible
from haidang.kernel.bilingual import both
from haidang.kernel.manifest import Words

from .aloud import SIGNS
from .kinds import kinds
from .models import Document

WATCHED = ("state", "number", "file", "signer", "level", "returned", "void_reason")
LOCK = 4_711_031
PDF = KINDS["application/pdf"]


@contextmanager
def changing(do: Doing, document: Document) -> Iterator[Document]:
    """The document, locked and fresh; saved at the end, with what changed of it in the event."""
    rows = Document.objects.select_for_update(of=("self",)).select_related(
        "case__place", "case__office", "case__version", "case__person", "case__procedure", "office", "file", "owner"
    )
    fresh = rows.get(pk=document.pk)
    with do.changing(fresh, *WATCHED):
        yield fresh
        fresh.save()


def must_be(document: Document, *states: str) -> None:
    """Raises NotPossible with what it is instead."""
    if document.state not in states:
        raise NotPossible(
            _("%(number)s đang ở trạng thái “%(state)s”; mở lại để xem.")
            % {"number": document.number, "state": state_word(document.state)}
        )


def state_word(state: str) -> str:
    words = {
        "draft": _("bản thảo"), "waiting": _("chờ ký"), "signed": _("đã ký"), "void": _("đã hủy"),
    }  # fmt: skip
    return words[state]


def begun(do: Doing, case: Case, kind: str, office: Office, name: Words, facts: dict[str, Any]) -> Document:
    """A new row with its numbers; held for the open transaction, so that no number is given twice."""
    facts_of_kind, year = kinds()[kind], clock.day_of(do.at).year
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, office.pk])
    used = Document.objects.filter(office=office, kind=kind, year=year).aggregate(last=Max("serial"))["last"]
    serial = (used or 0) + 1
    return Document.objects.create(
        code=next_code(Document, "VB", clock.day_of(do.at)),
        check_code=new_check_code(),
        case=case, kind=kind, office=office, year=year, serial=serial,
        number=f"{serial}/{facts_of_kind.notation}-{office.code.upper()}",
        name_vi=name.vi, name_en=name.en, facts=facts, owner=case.person,
        by=str(do.actor), by_name=do.actor.name, drafted_at=do.at,
    )  # fmt: skip


def new_check_code() -> str:
    """Twelve signs in groups of four: 57 random bits, not to be guessed within the limits of the check page."""
    drawn = "".join(secrets.choice(SIGNS) for _n in range(12))
    return f"{drawn[:4]}-{drawn[4:8]}-{drawn[8:]}"


def held(document: Document, body: bytes, pages: int | None) -> Held:
    """A PDF of ours put into the store, ready for an action to keep."""
    here = of_bytes(body)
    store().put(here)
    name = f"{document.number.replace('/', '-')}.pdf"
    case = document.case
    return Held(
        here.sha256, here.size, name, Facts(PDF, pages=pages), "personal", case.place.path, case.office.code, document.owner
    )  # fmt: skip


def keep(do: Doing, document: Document, wanted: Held) -> File:
    return files.take(do, wanted, public=False)


def say(do: Doing, document: Document, words: Words, *, for_citizen: bool) -> None:
    """A line in the log of the case, and a notice to the citizen where it concerns them."""
    log.write(do, document.case, "message" if for_citizen else "action", words, document, for_citizen=for_citizen)
    if for_citizen:
        tell(
            do,
            document.case,
            [document.case.person],
            both(msgid("%(code)s: có giấy tờ"), code=document.case.code),
            words,
        )


def named(document: Document) -> dict[str, Any]:
    return {"name": Words(vi=document.name_vi, en=document.name_en), "number": document.number}


def iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""
