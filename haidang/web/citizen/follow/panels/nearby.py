"""What was measured near one's own report at its minute, of public data."""

from typing import Any

from haidang.core.cases.models import Case
from haidang.core.rules.reading.beside import beside
from haidang.kernel.action import PUBLIC
from haidang.web.curves import rows
from haidang.web.middleware import AskingRequest

PLACE = 60


def panel(request: AskingRequest, case: Case) -> dict[str, Any] | None:
    asks = case.version.book.procedure
    if not asks.nearby or case.point is None:
        return None
    measured = list(rows(beside(PUBLIC, case.point, case.opened_at, asks.nearby, asks.nearby_m)))
    return {"measured": measured} if measured else None
