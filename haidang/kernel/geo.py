"""Places on the earth without GDAL: points as degrees (WGS 84), outlines as GeoJSON, cells as H3."""

import re
from math import asin, ceil, cos, degrees, radians, sin, sqrt
from typing import NamedTuple

import h3

EARTH_RADIUS_M = 6_371_008.8
CELL_RESOLUTION = 8
LEAST_SPACING_M = 600  # between centres of neighbouring cells of this resolution, where they are smallest


class Point(NamedTuple):
    """Longitude and latitude in degrees, in GeoJSON's order."""

    lon: float
    lat: float


def distance_m(a: Point, b: Point) -> float:
    """Great-circle distance in metres (haversine)."""
    lat_a, lat_b = radians(a.lat), radians(b.lat)
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(radians(b.lon - a.lon) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(half))


def cell_of(point: Point) -> str:
    """The H3 cell (resolution 8, about 0.7 km2) that a point falls in."""
    return str(h3.latlng_to_cell(point.lat, point.lon, CELL_RESOLUTION))


def is_on_earth(lon: float, lat: float) -> bool:
    """Whether these are degrees of a place: longitude -180..180, latitude -90..90."""
    return -180 <= lon <= 180 and -90 <= lat <= 90


_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_COMMA_NUMBER = re.compile(r"[-+]?\d+,\d+")


def point_in(text: str) -> Point | None:
    """Latitude and longitude as maps write them, in degrees; None when these are not two numbers on the earth.

    >>> point_in("10.3512, 107.0843")
    Point(lon=107.0843, lat=10.3512)
    >>> point_in("10,3512; 107,0843") == point_in("107.0843 10.3512")
    True
    """
    found = _COMMA_NUMBER.findall(text) if "." not in text else []
    numbers = [float(one.replace(",", ".")) for one in found or _NUMBER.findall(text)]
    if len(numbers) != 2:
        return None
    lat, lon = numbers if abs(numbers[0]) <= 90 else (numbers[1], numbers[0])
    return Point(lon, lat) if is_on_earth(lon, lat) else None


def said_point(point: Point) -> str:
    """As `point_in` reads it."""
    return f"{point.lat:.6f}, {point.lon:.6f}"


def square_around(point: Point, metres: float) -> tuple[Point, Point]:
    """South-west and north-east corner of a square that holds everything within so many metres; not for the poles."""
    north = degrees(metres / EARTH_RADIUS_M) * 1.01
    east = north / cos(radians(point.lat))
    return Point(point.lon - east, point.lat - north), Point(point.lon + east, point.lat + north)


def cells_around(point: Point, metres: float) -> list[str]:
    """Cells that together hold everything within so many metres of a point (and something beyond it)."""
    rings = ceil(metres / LEAST_SPACING_M) + 1
    return list(h3.grid_disk(cell_of(point), rings))
