"""A dossier between counter and deciding office: its state on the national portal, what is missing, where the paper is."""

from typing import Any

from haidang.core.cases import parts
from haidang.core.cases.models import Case
from haidang.core.directory.permissions import decide
from haidang.core.handovers import queries
from haidang.kernel.bilingual import shown
from haidang.web.desk.portal.views import status_words
from haidang.web.middleware import AskingRequest

PLACE = 10


def panel(request: AskingRequest, case: Case) -> dict[str, Any] | None:
    if case.kind != "dossier":
        return None
    standings = parts.standings(case)
    asked = {one.to for one in case.flow.moves if "first_request" in one.needs}
    code = case.flow.state(case.state).code
    return {
        "case": case,
        "code": code,
        "code_words": status_words().get(code, ""),
        "parts": [(shown(one.part.name), one) for one in standings if not one.given.is_nothing or one.files],
        "missing": [shown(one.part.name) for one in standings if one.is_missing],
        "where": queries.where(case),
        "asked_at": case.stays.filter(state__in=asked)
        .order_by("started_at")
        .values_list("started_at", flat=True)
        .first(),
        "is_counter": bool(decide(request.actor, "counter.read", case)),
    }
