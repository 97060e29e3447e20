"""Is a point in a commune? Plain arithmetic on GeoJSON rings, enough for a check at start."""

import json
from collections.abc import Iterator
from itertools import pairwise
from math import cos, hypot, inf, radians
from pathlib import Path
from typing import Any

from haidang.kernel.strict import ManifestError

METRES_PER_DEGREE = 111_195.0

Ring = list[tuple[float, float]]
Polygon = list[Ring]
"""The outer ring, then the holes; corners are longitude, latitude."""


def read(path: Path) -> dict[str, list[Polygon]]:
    """The polygons of each feature by its `code` property. Raises ManifestError."""
    features = features_of(path)
    outlines: dict[str, list[Polygon]] = {}
    for at, feature in enumerate(features):
        code = (feature.get("properties") or {}).get("code")
        if not isinstance(code, str) or code in outlines:
            raise ManifestError(
                path, f"features[{at}].properties.code", code, "give each feature the code of its place, once"
            )
        outlines[code] = _polygons(feature.get("geometry") or {}, path, f"features[{at}].geometry")
    return outlines


def features_of(path: Path) -> list[dict[str, Any]]:
    """The features of a GeoJSON FeatureCollection (RFC 7946). Raises ManifestError."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ManifestError(path, "", None, "the file is missing: add it as a GeoJSON FeatureCollection") from None
    except ValueError as error:
        raise ManifestError(path, "", None, f"not valid GeoJSON: {error}") from None
    features = raw.get("features") if isinstance(raw, dict) else None
    if not isinstance(features, list) or not all(isinstance(one, dict) for one in features):
        raise ManifestError(path, "features", None, "write a GeoJSON FeatureCollection with a list of features")
    return features


def _polygons(geometry: dict[str, Any], path: Path, where: str) -> list[Polygon]:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    try:
        if kind == "Polygon":
            return [_rings(coordinates)]
        if kind == "MultiPolygon":
            return [_rings(one) for one in coordinates or ()]
    except (TypeError, ValueError, IndexError):
        raise ManifestError(path, f"{where}.coordinates", None, "write rings of [longitude, latitude] pairs") from None
    raise ManifestError(path, f"{where}.type", kind, "an outline is a Polygon or a MultiPolygon")


def _rings(coordinates: Any) -> Polygon:
    return [[(float(corner[0]), float(corner[1])) for corner in ring] for ring in coordinates]


def distance_m(polygons: list[Polygon], lon: float, lat: float) -> float:
    """Metres from a point to the nearest edge of an outline, 0 inside it; flat-earth, good for a few kilometres."""
    if any(_contains(polygon, lon, lat) for polygon in polygons):
        return 0.0
    return min((_to_edge(edge, lon, lat) for polygon in polygons for edge in _edges(polygon)), default=inf)


def _contains(polygon: Polygon, lon: float, lat: float) -> bool:
    """Even-odd rule over all rings, so that a hole is outside."""
    crossings = 0
    for (a_lon, a_lat), (b_lon, b_lat) in _edges(polygon):
        if (a_lat > lat) != (b_lat > lat) and lon < a_lon + (lat - a_lat) / (b_lat - a_lat) * (b_lon - a_lon):
            crossings += 1
    return crossings % 2 == 1


def _edges(polygon: Polygon) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    for ring in polygon:
        yield from pairwise(ring)


def _to_edge(edge: tuple[tuple[float, float], tuple[float, float]], lon: float, lat: float) -> float:
    (a_lon, a_lat), (b_lon, b_lat) = edge
    per_lon = METRES_PER_DEGREE * cos(radians(lat))
    ax, ay = (a_lon - lon) * per_lon, (a_lat - lat) * METRES_PER_DEGREE
    bx, by = (b_lon - lon) * per_lon, (b_lat - lat) * METRES_PER_DEGREE
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    along = min(1.0, max(0.0, -(ax * dx + ay * dy) / length)) if length else 0.0
    return hypot(ax + along * dx, ay + along * dy)
