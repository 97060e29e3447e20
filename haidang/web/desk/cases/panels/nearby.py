"""What was measured near a report at its minute, where its kind asks for it."""

from typing import Any

from haidang.core.cases.models import Case
from haidang.core.rules.reading.beside import beside
from haidang.web.curves import rows
from haidang.web.middleware import AskingRequest

PLACE = 20


def panel(request: AskingRequest, case: Case) -> dict[str, Any] | None:
    asks = case.version.book.procedure
    if not asks.nearby or case.point is None:
        return None
    found = beside(request.actor, case.point, case.opened_at, asks.nearby, asks.nearby_m)
    return {"measured": list(rows(found)), "within_m": asks.nearby_m}
