"""The documents of a case, and composing or uploading one."""

from typing import Any

from django.urls import reverse

from haidang.core.cases import queries as cases
from haidang.core.cases.models import Case
from haidang.core.directory.permissions import decide
from haidang.core.documents import queries
from haidang.web.desk.documents.showing import row
from haidang.web.middleware import AskingRequest

PLACE = 10


def _may_share(request: AskingRequest, case: Case) -> bool:
    """The secret link is for those who may know whose dossier it is."""
    return case.is_open and cases.may_know_people(request.actor, case)


def panel(request: AskingRequest, case: Case) -> dict[str, Any] | None:
    if case.kind != "dossier":
        return None
    rows = [row(one) for one in queries.of_case(request.actor, case)]
    return {
        "case": case,
        "rows": rows,
        "citizen_url": reverse("app_case", args=[case.code, case.secret]) if _may_share(request, case) else "",
        "may_draft": case.is_open and bool(decide(request.actor, "document.draft", case)),
        "may_attach": case.is_open and bool(decide(request.actor, "document.attach", case)),
        "may_verify": case.person_id is not None and bool(decide(request.actor, "paper.verify", case)),
    }
