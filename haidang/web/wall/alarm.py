"""What takes the wall for a while: the alert, where, why, its curve, the camera next to it, and who has it."""

from typing import Any

from haidang.core.rules.models import Alert
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of
from haidang.kernel.geo import Point
from haidang.web.desk.alerts import why
from haidang.web.desk.alerts.rows import row
from haidang.web.desk.things import cameras


def facts_of(actor: Actor, alert: Alert) -> dict[str, Any]:
    here = (
        Point(alert.thing.lon, alert.thing.lat) if alert.thing.lon is not None and alert.thing.lat is not None else None
    )
    return {
        "alert": row(actor, alert),
        "sentence": why.sentence(alert),
        "chart": why.chart(actor, alert),
        "at": f"{here.lon:.5f} {here.lat:.5f}" if here else "",
        "place": name_of(alert.place),
        "office": name_of(alert.thing.office) if alert.thing.office else "",
        "cameras": cameras.near(actor, here, of=alert.code),
        "near_m": cameras.NEAR_M,
        "of": alert.code,
    }
