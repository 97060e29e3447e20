"""The documents of a case, and composing or uploading one."""

from typing import Any

from haidang.core.cases.models import Case
from haidang.core.directory.permissions import decide
from haidang.core.documents import queries
from haidang.web.desk.documents.showing import row
from haidang.web.middleware import AskingRequest

PLACE = 10


def panel(request: AskingRequest, case: Case) -> dict[str, Any] | None:
    if case.kind != "dossier":
        return None
    rows = [row(one) for one in queries.of_case(request.actor, case)]
    return {
        "case": case,
        "rows": rows,
        "may_draft": case.is_open and bool(decide(request.actor, "document.draft", case)),
        "may_attach": case.is_open and bool(decide(request.actor, "document.attach", case)),
        "may_verify": case.person_id is not None and bool(decide(request.actor, "paper.verify", case)),
    }
