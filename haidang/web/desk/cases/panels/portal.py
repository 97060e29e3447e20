"""How the national portal has a dossier."""

from typing import Any

from haidang.core.cases.models import Case
from haidang.core.directory.permissions import decide
from haidang.core.portal import line, queries
from haidang.web.desk.portal.views import standing, state_words
from haidang.web.middleware import AskingRequest

PLACE = 60


def panel(request: AskingRequest, case: Case) -> dict[str, Any] | None:
    if case.kind != "dossier" or not case.procedure.code or not decide(request.actor, "portal_message.read", case):
        return None
    last = queries.messages(request.actor, words=case.code).first()
    facts = standing(case)
    if line.current() is None and facts["copy"] is None:
        return None
    return facts | {
        "case": case,
        "last": last,
        "last_state": state_words()[last.state] if last else "",
        "may_ask": bool(decide(request.actor, "portal.ask", case)),
    }
