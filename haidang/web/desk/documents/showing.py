"""A document as the desk shows it: a line of a list, and everything of one."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from haidang.core.directory.permissions import decide
from haidang.core.documents import checking, drawing, queries, seals, signing
from haidang.core.documents.models import Document
from haidang.core.documents.under_way import state_word
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown

STATUS = {"draft": "", "waiting": "wait", "signed": "done", "void": "off"}
MOST_PAGES = 12


def row(document: Document) -> dict[str, Any]:
    return {
        "document": document,
        "what": shown(document.facts_of_kind.name),
        "name": document.name,
        "state": state_word(document.state),
        "status": STATUS[document.state],
        "office": name_of(document.office),
    }


def sheet(actor: Actor, document: Document) -> dict[str, Any]:
    """Everything of one document, and what the actor may do with it."""
    pending = queries.under_way([document]).get(document.pk)
    is_free = pending is None
    may_sign = document.state == "waiting" and queries.may_sign(actor, document)
    return row(document) | {
        "pages": _pages(document),
        "signatures": checking.checked(document).signatures,
        "pending": pending,
        "pending_url": reverse("document_signing", args=[pending.token])
        if pending and queries.signing(actor, pending.token)
        else "",
        "may_sign": may_sign and is_free and (seals.is_there() or bool(signing.services())),
        "may_return": document.state == "waiting" and is_free and bool(decide(actor, "document.return", document)),
        "may_redraft": document.state in ("draft", "waiting") and is_free and document.origin == ""
        and bool(decide(actor, "document.redraft", document)),
        "may_void": document.state != "void" and bool(decide(actor, "document.void", document)),
        "may_attach": document.state == "waiting" and is_free and bool(decide(actor, "document.attach", document.case)),
        "has_reading_copy": queries.has_reading_copy(document),
        "check_url": drawing.address(document.check_path),
        "facts": list(_facts(document)),
        "law": document.facts_of_kind,
    }  # fmt: skip


def _pages(document: Document) -> list[int]:
    """Pages are shown one below the other; how many there are, the file knows that was kept."""
    return list(range(1, min(document.file.pages or 1, MOST_PAGES) + 1)) if document.file else []


def _facts(document: Document) -> Any:
    yield _("Hồ sơ"), document.case.code
    yield _("Đơn vị"), name_of(document.office)
    if document.signed_at:
        yield _("Người ký"), format_html('<span lang="vi">{}</span>', document.signer_name)  # as it was signed
    if document.level:
        yield _("Mức chữ ký"), f"PAdES-{document.level}"
    if document.paper:
        yield _("Dùng lại"), _("người có giấy này dùng lại được ở hồ sơ sau")
