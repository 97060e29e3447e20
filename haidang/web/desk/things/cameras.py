"""Cameras near a place and what is seen through them: a still picture with its age, or that there is none and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from haidang.core.stills import queries as stills
from haidang.core.stills.queries import Seen
from haidang.core.telemetry import queries as telemetry
from haidang.core.things import queries as things
from haidang.core.things.models import Thing
from haidang.kernel import registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.geo import Point

from .lines import lines

NGSI_CAMERA = "Camera"
NEAR_M = 800
MOST_CAMERAS = 2


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera: how far in metres (None: it is the thing itself), what it last told of itself (`at` None when it never did),
    and its picture; `picture_url` is empty where nothing may be shown without being asked for."""

    code: str
    name: str
    metres: float | None
    state: str
    sev: int | None
    at: datetime | None
    cadence: int
    seen: Seen | None
    why: str
    is_simulated: bool
    picture_url: str
    look_url: str


def near(actor: Actor, here: Point | None, *, of: str = "", most: int = MOST_CAMERAS) -> list[Camera]:
    """The nearest ones within sight; fields of government say which of their things are cameras. `of`: what they are looked
    at for, as the journal keeps it."""
    types = [kind.key for _domain, kind in registry.thing_types() if kind.ngsi_type == NGSI_CAMERA]
    if here is None or not types:
        return []
    return _cameras(actor, things.near(actor, here, NEAR_M, types=types)[:most], of)


def of_thing(actor: Actor, thing: Thing) -> Camera | None:
    """The picture of the thing itself; None when it has none that the actor may see."""
    found = _cameras(actor, [(None, thing)], thing.code)
    return found[0] if found[0].seen else None


def is_camera(thing: Thing) -> bool:
    declared = registry.thing_type(thing.type)
    return declared is not None and declared[1].ngsi_type == NGSI_CAMERA


def _cameras(actor: Actor, found: Iterable[tuple[float | None, Thing]], of: str) -> list[Camera]:
    listed = list(found)
    seen = stills.seen(actor, [one for _metres, one in listed])
    return [_camera(actor, metres, one, seen.get(one.code), of) for metres, one in listed]


def _camera(actor: Actor, metres: float | None, one: Any, seen: Seen | None, of: str) -> Camera:
    told = next((line for line in lines(actor, one) if line.is_state or line.now), None)
    now: telemetry.Now | None = told.now if told else None
    has_picture = seen is not None and seen.has_picture
    url = _picture(one.code, seen, of) if seen and has_picture else ""
    return Camera(
        code=one.code,
        name=name_of(one),
        metres=metres,
        state=told.band_name if told else "",
        sev=told.sev if told else None,
        at=now.at if now else None,
        cadence=told.cadence if told else 300,
        seen=seen,
        why=shown(seen.why) if seen and seen.why else "",
        is_simulated=bool(one.source and one.source.is_simulated),
        picture_url="" if seen is None or seen.is_journalled else url,
        look_url=url if seen is not None and seen.is_journalled else "",
    )


def _picture(code: str, seen: Seen, of: str) -> str:
    return f"{reverse('still_picture', args=[code])}?{urlencode({'of': of, 'v': seen.version})}"
