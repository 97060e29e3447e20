"""A document as pages: the letter of an office, its QR for checking, and the visible part of a signature."""

import io
import os
from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from haidang.kernel import clock
from haidang.kernel.bilingual import name_of, shown
from haidang.provinces import pack

from . import saying
from .crafts import workshop
from .models import Document

OFFICIAL = "vi"
"""Documents are in Vietnamese; another language is a reading aid, never signed."""
SECONDS = 40
KINDS_OF_PLACE = ("Thành phố ", "Tỉnh ", "Phường ", "Xã ", "Đặc khu ", "Thị trấn ")


def press(document: Document, language: str = OFFICIAL) -> tuple[bytes, int, list[float]]:
    """The PDF, how many pages it has, and where its signature belongs. Raises workshop.Broke."""
    body, pages, place = workshop.press.ask("press:press", letter(document, language), "letter", seconds=SECONDS)
    return body, pages, place


def letter(document: Document, language: str = OFFICIAL) -> str:
    """As HTML. In another language it is marked as a reading aid, has no signature and does not claim to be the original."""
    with override(language):
        return render_to_string("documents/letter.html", _facts(document) | {"is_official": language == OFFICIAL})


def _facts(document: Document) -> dict[str, Any]:
    kind, known, case = document.facts_of_kind, saying.facts(document), document.case
    drafted = document.drafted_at.astimezone(clock.HO_CHI_MINH)
    return {
        "document": document,
        "kind": kind,
        "title": saying.filled(kind.title, known),
        "under": saying.filled(kind.under, known) if kind.under else "",
        "opening": [saying.filled(one, known) for one in kind.opening],
        "closing": [saying.filled(one, known) for one in kind.closing],
        "copies": [saying.filled(one, known) for one in kind.copies],
        "rows": saying.rows(kind, known),
        "blocks": kind.blocks,
        "parts": saying.parts(case),
        "fees": saying.fees(case),
        "answers": saying.answers(case, without_person=kind.signer != "citizen"),
        "said": document.facts.get("text", ""),
        "signs_as": shown(kind.signs_as),
        "signer_name": known["applicant"] if kind.signer == "citizen" else document.signer_name,
        "over_office": _over(document),
        "office": known["office"],
        "where": _town(document),
        "day": {"day": f"{drafted:%d}", "month": f"{drafted:%m}", "year": drafted.year},
        "check_url": address(document.check_path),
        "qr": qr(address(document.check_path)),
        "is_simulated": pack.chosen().province.is_fictional or case.is_simulated,
    }


def _over(document: Document) -> str:
    """The office above, where the head of a letter names it."""
    office = document.office
    return name_of(office.parent) if office.parent and office.kind != "commune_committee" else ""


def _town(document: Document) -> str:
    name = document.office.place.name_vi
    return next((name.removeprefix(one) for one in KINDS_OF_PLACE if name.startswith(one)), name)


def stamp(who: str, organisation: str, at: datetime, *, is_trial: bool) -> bytes:
    """The visible part of a signature as a small PDF: who, for whom, when, and whether it is worth anything."""
    facts = {"who": who, "organisation": organisation, "at": at.astimezone(clock.HO_CHI_MINH), "is_trial": is_trial}
    with override(OFFICIAL):
        html = render_to_string("documents/stamp.html", facts)
    body: bytes = workshop.press.ask("press:press", html, "stamp", seconds=SECONDS)[0]
    return body


def address(path: str) -> str:
    """A path of this centre as others reach it: the first of HAIDANG_ORIGINS, else this machine."""
    port = os.environ.get("HAIDANG_PORT", "8000")
    base = next(iter(settings.CSRF_TRUSTED_ORIGINS), f"http://localhost:{port}")
    return f"{base.rstrip('/')}{path}"


def qr(text: str) -> SafeString:
    """A QR code (ISO/IEC 18004, level M) as SVG."""
    buffer = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        buffer, kind="svg", xmldecl=False, border=2, dark="#000", light="#fff", omitsize=True
    )
    return mark_safe(buffer.getvalue().decode())  # noqa: S308 - drawn by segno from modules alone


def reason_of(document: Document) -> str:
    """What a signature on it is for, in the signature itself."""
    with override(OFFICIAL):
        return _("Người khai ký") if document.facts_of_kind.signer == "citizen" else _("Ký ban hành")
