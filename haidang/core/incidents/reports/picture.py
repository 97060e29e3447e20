"""What is drawn on the map of a report, as GeoJSON that is kept with it: the scene, drawings, units, things with alerts."""

from collections.abc import Iterator
from typing import Any

from haidang.core.incidents import drawings
from haidang.core.incidents.board import Board
from haidang.core.incidents.models import Drawing, Task
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import names

Feature = dict[str, Any]


def features(actor: Actor, seen: Board) -> dict[str, Any]:
    """FeatureCollection; `layer` tells what each is: scene, drawing, unit, thing, part."""
    return {
        "type": "FeatureCollection",
        "features": [*_drawn(seen.drawings), *_things(seen), *_units(seen), *_scene(seen)],
    }


def of_task(task: Task, held: list[Drawing]) -> dict[str, Any]:
    """For whoever has a task: the scene, what is drawn, and their own place."""
    incident, unit = task.incident, task.unit
    found = list(_drawn(held))
    if unit is not None:
        words = names(unit)
        found.append(_point(unit.lon, unit.lat, "unit", vi=words.vi, en=words.en))
    if incident.point:
        found.append(_point(*incident.point, "scene", severity=incident.severity, vi=incident.title, en=incident.title))
    return {"type": "FeatureCollection", "features": found}


def _drawn(held: list[Drawing]) -> Iterator[Feature]:
    for one in drawings.features(held)["features"]:
        at = one["properties"]
        yield {
            "type": "Feature", "geometry": one["geometry"],
            "properties": {"layer": "drawing", "kind": at["kind"], "colour": at["colour"], "dashed": at["dashed"],
                           "vi": at["label"], "en": at["label"]},
        }  # fmt: skip


def _point(lon: float, lat: float, layer: str, **more: Any) -> Feature:
    return {
        "type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {"layer": layer, **more},
    }  # fmt: skip


def _scene(seen: Board) -> Iterator[Feature]:
    for one in seen.parts:
        if one.point and one.is_open:
            yield _point(*one.point, "part", severity=one.severity, vi=one.title, en=one.title)
    one = seen.incident
    if one.point:
        yield _point(*one.point, "scene", severity=one.severity, vi=one.title, en=one.title)


def _things(seen: Board) -> Iterator[Feature]:
    loud = {one.thing_id: one.severity for one in reversed(seen.alerts) if one.is_open}
    for one in seen.things:
        if one.thing.lon is not None and one.thing.lat is not None:
            yield _point(one.thing.lon, one.thing.lat, "thing", severity=loud.get(one.thing.pk, 0), vi="", en="")


def _units(seen: Board) -> Iterator[Feature]:
    at_work = [line.task.unit for line in seen.tasks if line.task.is_open and line.task.unit]
    for unit in {one.pk: one for one in at_work}.values():
        words = names(unit)
        yield _point(unit.lon, unit.lat, "unit", vi=words.vi, en=words.en)
