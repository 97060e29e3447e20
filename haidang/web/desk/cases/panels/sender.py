"""Keeping out whoever sent a report, for officers who may."""

from typing import Any

from haidang.core.blocks import queries
from haidang.core.blocks.marks import kept
from haidang.core.cases.models import Case
from haidang.core.directory.permissions import decide
from haidang.web.middleware import AskingRequest

PLACE = 90


def panel(request: AskingRequest, case: Case) -> dict[str, Any] | None:
    if case.kind != "report" or not decide(request.actor, "block.place"):
        return None
    known = kept(case.code)
    has_phone = case.parties.exclude(phone="").exists()
    if not known and not has_phone:
        return None
    return {"case": case, "block": queries.standing(known)}
