"""What takes the wall for a while: the alert, where, why, its curve, the camera next to it, and who has it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from haidang.core.rules.models import Alert
from haidang.core.telemetry import queries as telemetry
from haidang.core.things import queries as things
from haidang.kernel import registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of
from haidang.kernel.geo import Point
from haidang.web.desk.alerts import why
from haidang.web.desk.alerts.rows import row
from haidang.web.desk.things.lines import lines

NGSI_CAMERA = "Camera"
NEAR_M = 800
MOST_CAMERAS = 2


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera nearby: how far in metres, and what it last told of itself; `at` None when it never did."""

    code: str
    name: str
    metres: float
    state: str
    sev: int | None
    at: datetime | None
    cadence: int


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
        "cameras": cameras_near(actor, here),
        "near_m": NEAR_M,
    }


def cameras_near(actor: Actor, here: Point | None) -> list[Camera]:
    """The nearest ones within sight; fields of government say which of their things are cameras."""
    types = [kind.key for _domain, kind in registry.thing_types() if kind.ngsi_type == NGSI_CAMERA]
    if here is None or not types:
        return []
    return [_camera(actor, metres, one) for metres, one in things.near(actor, here, NEAR_M, types=types)[:MOST_CAMERAS]]


def _camera(actor: Actor, metres: float, one: Any) -> Camera:
    told = next((line for line in lines(actor, one) if line.is_state or line.now), None)
    now: telemetry.Now | None = told.now if told else None
    return Camera(
        code=one.code,
        name=name_of(one),
        metres=metres,
        state=told.band_name if told else "",
        sev=told.sev if told else None,
        at=now.at if now else None,
        cadence=told.cadence if told else 300,
    )
