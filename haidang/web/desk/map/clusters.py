"""Points of a view drawn together where they would lie on one another: a ring for six and more, with the worst of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from haidang.kernel.action import Invalid

CELL_PX = 52  # twice the radius within which rings would touch
FEWEST = 6
NO_CLUSTERS_FROM = 15.0
WORLD_PX = 512  # of zoom 0
CALM = 9

Feature = dict[str, Any]


@dataclass(frozen=True, slots=True)
class View:
    """What a screen shows: degrees of its edges, and the zoom as MapLibre counts it."""

    west: float
    south: float
    east: float
    north: float
    zoom: float

    @classmethod
    def asked(cls, box: str, zoom: str) -> "View | None":
        """From `box` = west,south,east,north and `zoom`; None when neither is given. Raises Invalid."""
        if not box and not zoom:
            return None
        try:
            west, south, east, north = (float(part) for part in box.split(","))
            view = cls(west, south, east, north, float(zoom))
        except ValueError:
            raise Invalid("box", _("Viết tây,nam,đông,bắc bằng độ và zoom bằng số."), f"{box} {zoom}") from None
        if not (west < east and south < north and 0 <= view.zoom <= 24):
            raise Invalid("box", _("Tây phải nhỏ hơn đông, nam nhỏ hơn bắc, zoom từ 0 đến 24."), f"{box} {zoom}")
        return view


def drawn(
    view: View,
    places: NDArray[np.intp],
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    severity: NDArray[np.int8],
    one: Callable[[int], Feature],
) -> Iterator[Feature]:
    """The features of a view. `places` are rows of the columns; `severity` 0 is calm; `one` makes the feature of a row.

    Cells lie on the world and not on the view, so that rings stay where they are while the map is moved.
    """
    if view.zoom >= NO_CLUSTERS_FROM or not len(places):
        yield from (one(place) for place in places.tolist())
        return
    side = CELL_PX / (WORLD_PX * 2**view.zoom)
    cell = np.floor(x[places] / side).astype(np.int64) * (1 << 32) + np.floor(y[places] / side).astype(np.int64)
    order = np.argsort(cell, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(cell[order]) != 0])
    sizes = np.diff(np.r_[starts, len(order)])
    for start, size in zip(starts.tolist(), sizes.tolist(), strict=True):
        members = places[order[start : start + size]]
        if size < FEWEST:
            yield from (one(place) for place in members.tolist())
        else:
            yield _ring(members, lon, lat, severity)


def _ring(
    members: NDArray[np.intp], lon: NDArray[np.float64], lat: NDArray[np.float64], severity: NDArray[np.int8]
) -> Feature:
    east, north = lon[members], lat[members]
    bad = severity[members]
    worst = int(bad[bad > 0].min()) if (bad > 0).any() else CALM
    edges = [east.min(), north.min(), east.max(), north.max()]
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(float(east.mean()), 5), round(float(north.mean()), 5)]},
        "properties": {
            "cluster": True,
            "point_count": len(members),
            "worst": worst,
            "to": ",".join(f"{edge:.5f}" for edge in edges),
        },
    }
