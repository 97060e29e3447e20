"""Bills of a case, and making one."""

from typing import Any

from haidang.core.cases.models import Case
from haidang.core.directory.permissions import decide
from haidang.core.payments import queries
from haidang.web.citizen.pay.showing import bill_facts
from haidang.web.middleware import AskingRequest

PLACE = 20


def panel(request: AskingRequest, case: Case) -> dict[str, Any] | None:
    if case.kind != "dossier":
        return None
    bills = [bill_facts(one) for one in queries.bills(request.actor, case)]
    may_issue = case.is_open and bool(decide(request.actor, "bill.issue", case))
    return {"case": case, "bills": bills, "may_issue": may_issue} if bills or may_issue else None
