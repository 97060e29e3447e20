"""What leaders have ordered about this indicator."""

from typing import Any

from haidang.web.desk.indicators.choosing import Chosen
from haidang.web.middleware import AskingRequest

PLACE = 10


def panel(request: AskingRequest, chosen: Chosen) -> dict[str, Any]:
    return {"code": chosen.row.code, "place": chosen.here.key, "period": chosen.period.text}
