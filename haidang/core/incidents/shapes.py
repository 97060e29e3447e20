"""Geometry of drawings: checked GeoJSON, typed coordinates, measures, and what lies within. Degrees, WGS 84; metres."""

import math
import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from shapely import transform
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from haidang.kernel.action import Invalid
from haidang.kernel.geo import Point, is_on_earth, point_in

Geometry = dict[str, Any]
METRES_A_DEGREE = 111_320.0
MOST_CORNERS = 500
LONGEST_M = 300_000.0
CORNERS = 48
LEAST = {"Point": 1, "LineString": 2, "Polygon": 3}
DECIMALS = 6


def checked(geometry: Any, takes: Sequence[str], field: str = "geometry") -> Geometry:
    """The geometry with its ring closed, to 6 decimals. Raises Invalid for what cannot be drawn, saying what is wrong."""
    if not isinstance(geometry, dict) or geometry.get("type") not in takes:
        raise Invalid(field, _("Hình nhận được: %(kinds)s.") % {"kinds": ", ".join(takes)}, _type(geometry))
    corners = _corners(geometry, field)
    if len(corners) < LEAST[geometry["type"]]:
        raise Invalid(field, _("Cần ít nhất %(least)s điểm.") % {"least": LEAST[geometry["type"]]}, len(corners))
    if len(corners) > MOST_CORNERS:
        raise Invalid(field, _("Nhiều nhất %(most)s điểm.") % {"most": MOST_CORNERS}, len(corners))
    made = made_of(geometry["type"], corners)
    drawn = shape(made)
    if not drawn.is_valid:
        raise Invalid(field, _("Đường biên tự cắt nhau: vẽ lại không chồng lên chính nó."), explain_validity(drawn))
    if made["type"] != "Point" and (drawn.length == 0 or drawn.length * METRES_A_DEGREE > LONGEST_M):
        raise Invalid(field, _("Hình quá nhỏ hoặc quá lớn (chu vi đến 300 km)."), round(drawn.length * METRES_A_DEGREE))
    return made


def made_of(kind: str, corners: Sequence[Point]) -> Geometry:
    """GeoJSON of corners; the ring of an area is closed."""
    at = [[round(one.lon, DECIMALS), round(one.lat, DECIMALS)] for one in corners]
    if kind == "Point":
        return {"type": kind, "coordinates": at[0]}
    if kind == "LineString":
        return {"type": kind, "coordinates": at}
    return {"type": kind, "coordinates": [at if at[0] == at[-1] else [*at, at[0]]]}


def _type(geometry: Any) -> str:
    return str(geometry.get("type"))[:40] if isinstance(geometry, dict) else type(geometry).__name__


def _corners(geometry: Geometry, field: str) -> list[Point]:
    given = geometry.get("coordinates")
    rows: Any
    if geometry["type"] == "Point":
        rows = [given]
    elif geometry["type"] == "Polygon":
        if not isinstance(given, list) or len(given) != 1:
            raise Invalid(field, _("Một vùng có một đường biên, không có lỗ."), _type(given))
        rows = given[0]
    else:
        rows = given
    if not isinstance(rows, list):
        raise Invalid(field, _("Tọa độ là danh sách [kinh độ, vĩ độ]."), _type(rows))
    corners = [_corner(row, field) for row in rows[: MOST_CORNERS + 2]]
    return corners[:-1] if geometry["type"] == "Polygon" and len(corners) > 1 and corners[0] == corners[-1] else corners


def _corner(row: Any, field: str) -> Point:
    right = isinstance(row, list | tuple) and len(row) in (2, 3)
    if not right or not all(isinstance(one, int | float) and not isinstance(one, bool) for one in row):
        raise Invalid(field, _("Tọa độ là danh sách [kinh độ, vĩ độ]."), str(row)[:80])
    lon, lat = float(row[0]), float(row[1])
    if not (math.isfinite(lon) and math.isfinite(lat) and is_on_earth(lon, lat)):
        raise Invalid(field, _("Kinh độ từ -180 đến 180, vĩ độ từ -90 đến 90."), str(row)[:80])
    return Point(lon, lat)


def typed(text: str, field: str = "points") -> list[Point]:
    """Points that somebody wrote, one a line or set off by semicolons: "10.3512, 107.0843". Raises Invalid naming the line."""
    found = []
    for number, line in enumerate(filter(str.strip, re.split(r"[\n;]", text)), 1):
        point = point_in(line)
        if point is None:
            raise Invalid(
                field, _("Dòng %(number)s không phải “vĩ độ, kinh độ”.") % {"number": number}, line.strip()[:80]
            )
        found.append(point)
    if not found:
        raise Invalid(field, _("Chưa có điểm nào: bấm trên bản đồ hoặc ghi tọa độ."), text)
    return found


def circle(centre: Point, metres: float) -> list[Point]:
    """Corners of a circle, good enough below some ten kilometres."""
    high = metres / METRES_A_DEGREE
    wide = high / math.cos(math.radians(centre.lat))
    turns = (2 * math.pi * corner / CORNERS for corner in range(CORNERS))
    return [Point(centre.lon + wide * math.sin(turn), centre.lat + high * math.cos(turn)) for turn in turns]


def flat(geometry: Geometry) -> BaseGeometry:
    """The shape in metres on a plane around its middle."""
    whole = shape(geometry)
    narrow = math.cos(math.radians(whole.centroid.y))
    return transform(whole, lambda at: at * [METRES_A_DEGREE * narrow, METRES_A_DEGREE])


def area_km2(geometry: Geometry) -> float | None:
    return flat(geometry).area / 1e6 if geometry["type"] == "Polygon" else None


def length_km(geometry: Geometry) -> float | None:
    """Of a line, or of the border of an area."""
    return flat(geometry).length / 1000 if geometry["type"] != "Point" else None


def centre(geometry: Geometry) -> Point:
    """A point within."""
    at = shape(geometry).representative_point()
    return Point(at.x, at.y)
