"""What is to be paid for one's case, and what has been paid."""

from typing import Any

from haidang.core.cases.models import Case
from haidang.core.payments import queries
from haidang.kernel.action import system
from haidang.web.citizen.pay.showing import bill_facts
from haidang.web.middleware import AskingRequest

PLACE = 10
READER = system("app")


def panel(request: AskingRequest, case: Case) -> dict[str, Any] | None:
    shown = [one for one in queries.bills(READER, case) if one.state != "cancelled"]
    if not shown:
        return None
    facts = [bill_facts(one) for one in shown]
    due = [one for one in facts if one["bill"].state == "due"]
    return {"case": case, "due": due, "paid": [one for one in facts if one["bill"].state == "paid"]}
