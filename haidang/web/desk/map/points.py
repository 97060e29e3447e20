"""The things of a domain as columns, kept in each process: fifty thousand of them are read once and not with every look.

Anew when things, series or sources have changed (the number of telemetry's book), or, who is silent, after some seconds.
"""

import threading
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db.models import F
from numpy.typing import NDArray

from haidang.core.directory.queries import scope_of
from haidang.core.telemetry import book
from haidang.core.telemetry import queries as telemetry
from haidang.core.telemetry.then import latest_at
from haidang.core.things.models import Thing
from haidang.kernel.action import Actor, system

HEARD_FOR = 5.0  # seconds that the answer who is silent holds
EYE = system("map")  # a thing somebody sees is silent for everybody or for nobody


@dataclass(frozen=True, slots=True)
class Points:
    """Things in place; x and y are of the square world map (Web Mercator), 0 to 1 from the north-west corner."""

    codes: list[str]
    names: list[tuple[str, str]]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    group: NDArray[np.int32]
    groups: list[tuple[str, str, str]]
    row: dict[str, int]

    def seen_by(self, actor: Actor) -> NDArray[np.bool_]:
        scope = scope_of(actor)
        covered = np.array([scope.covers(*group, "thing") for group in self.groups] + [False], np.bool_)
        return covered[self.group]

    def marked(self, codes: set[str]) -> NDArray[np.bool_]:
        """By thing: whether its code is among these."""
        found = np.zeros(len(self.codes), np.bool_)
        found[[self.row[code] for code in codes if code in self.row]] = True
        return found


_points: dict[str, tuple[int, Points]] = {}
_heard: dict[str, tuple[float, int, NDArray[np.bool_]]] = {}
_reading = threading.Lock()


def of_domain(domain: str) -> Points:
    version = book.current().version
    with _reading:
        known = _points.get(domain)
        if known is None or known[0] != version:
            known = _points[domain] = (version, _read(domain))
            _heard.pop(domain, None)
    return known[1]


def _read(domain: str) -> Points:
    rows = Thing.objects.filter(domain=domain, lon__isnull=False, lat__isnull=False).exclude(state="retired")
    found: Any = rows.order_by("pk").values_list(
        "code", "name_vi", "name_en", "lon", "lat", F("place__path"), F("office__code"), F("source__data_class")
    )
    columns = list(zip(*found.iterator(chunk_size=10_000), strict=True)) or [()] * 8
    groups: dict[tuple[str, str, str], int] = {}
    places = zip(columns[5], columns[6], columns[7], strict=True)
    group = [groups.setdefault((path, office or "", of or "internal"), len(groups)) for path, office, of in places]
    lon, lat = np.array(columns[3], np.float64), np.array(columns[4], np.float64)
    return Points(
        codes=list(columns[0]),
        names=list(zip(columns[1], columns[2], strict=True)),
        lon=lon,
        lat=lat,
        x=(lon + 180) / 360,
        y=(1 - np.log(np.tan(np.pi / 4 + np.radians(lat) / 2)) / np.pi) / 2,
        group=np.array(group, np.int32),
        groups=list(groups),
        row={code: number for number, code in enumerate(columns[0])},
    )


def speaking(domain: str, points: Points, at: datetime | None = None) -> NDArray[np.bool_]:
    """By thing: whether one of its series at least is heard from; then, or now."""
    if at is not None:
        return points.marked(latest_at(EYE, at, domain=domain).speaking())
    known = _heard.get(domain)
    now = time.monotonic()
    if known is None or now - known[0] > HEARD_FOR or known[1] != id(points):
        heard = points.marked(telemetry.latest(EYE, domain=domain).speaking())
        known = _heard[domain] = (now, id(points), heard)
    return known[2]
