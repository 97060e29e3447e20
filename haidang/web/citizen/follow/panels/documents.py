"""The documents of one's case, and signing one's declaration."""

from typing import Any

from haidang.core.cases.models import Case
from haidang.core.documents import queries, saying, signing
from haidang.kernel.action import Actor
from haidang.web.middleware import AskingRequest

PLACE = 20


def panel(request: AskingRequest, case: Case) -> dict[str, Any] | None:
    if case.kind != "dossier":
        return None
    documents = queries.of_case(Actor("public", case.code, ""), case)
    shown = [one for one in documents if one.state in ("signed", "void")]
    is_declared = any(one.kind == "declaration" for one in shown)
    may_declare = (
        case.is_open
        and not is_declared
        and bool(signing.services())
        and bool(saying.answers(case, without_person=False))
    )
    if not shown and not may_declare:
        return None
    copies = [one.pk for one in shown if queries.has_reading_copy(one)]
    return {"case": case, "documents": shown, "copies": copies, "may_declare": may_declare}
