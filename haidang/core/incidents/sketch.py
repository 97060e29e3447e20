"""A map as one SVG drawing, for paper and for phones without a network: our own ground, what is drawn on it, both archipelagos.

Colours are written in, because a drawing inside a PDF knows no style of the page. Nothing is fetched.
"""

import math
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from shapely.geometry import box, shape
from shapely.geometry.base import BaseGeometry

import haidang.core.ui
from haidang.core.ui import numbers
from haidang.core.ui.severity import severity
from haidang.provinces import pack

WIDTH, HEIGHT = 640.0, 400.0
LEAST_M, METRES_A_DEGREE = 1_600.0, 111_320.0
MARGIN = 1.25
SEA, LAND, COMMUNE, BORDER, INK, FAINT = "#d3e1ea", "#e9ebe8", "#fbfbf8", "#aebac5", "#141c24", "#5b6874"
TOKENS = {"$crit": "#b30c24", "$high": "#c96800", "$low": "#1f66a3", "$tx": "#141c24", "$tx2": "#44515e"}
MARKS = {1: ("#b30c24", "#ffffff"), 2: ("#c96800", "#ffffff"), 3: ("#f4d92e", "#141c24"), 4: ("#1f66a3", "#ffffff")}
INSET = {
    "inset-land": 'fill="#e9ebe8"', "inset-country": 'fill="#fbfbf8" stroke="#5b6874" stroke-width="0.5"',
    "inset-islet": 'fill="none" stroke="#141c24" stroke-width="1.6" stroke-linecap="round"',
    "inset-here": 'fill="none" stroke="#b30c24" stroke-width="1.2"',
    "town": 'font-family="Be Vietnam Pro" font-size="6" fill="#44515e"',
    "sea-name": 'font-family="Be Vietnam Pro" font-size="6.5" font-style="italic" fill="#44515e"',
    "island": 'font-family="Be Vietnam Pro" font-size="6.2" fill="#141c24"',
}  # fmt: skip
"""The classes of the drawings of ui/parts/_inset_*.html, as attributes."""
GEO = Path(haidang.core.ui.__file__).parent / "static/ioc/geo"


class View:
    """From degrees to the drawing: equal scales both ways around the middle, north above."""

    def __init__(self, west: float, south: float, east: float, north: float) -> None:
        middle = ((west + east) / 2, (south + north) / 2)
        self.narrow = math.cos(math.radians(middle[1]))
        wide = max((east - west) * self.narrow * METRES_A_DEGREE, LEAST_M * WIDTH / HEIGHT) * MARGIN
        high = max((north - south) * METRES_A_DEGREE, LEAST_M) * MARGIN
        self.metres = max(wide / WIDTH, high / HEIGHT)
        self.middle = middle
        half = (self.metres * WIDTH / 2 / METRES_A_DEGREE / self.narrow, self.metres * HEIGHT / 2 / METRES_A_DEGREE)
        self.frame = box(middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1])

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        x = WIDTH / 2 + (lon - self.middle[0]) * self.narrow * METRES_A_DEGREE / self.metres
        y = HEIGHT / 2 - (lat - self.middle[1]) * METRES_A_DEGREE / self.metres
        return round(x, 1), round(y, 1)


def svg(found: dict[str, Any], language: str, *, inset: bool = True) -> SafeString:
    """The drawing of a FeatureCollection as reports/picture.py makes it; empty text where nothing has a place."""
    features = found["features"]
    shapes_ = [shape(one["geometry"]) for one in features if one["properties"]["layer"] != "thing"]
    if not shapes_:
        return SafeString("")
    bounds = [one.bounds for one in shapes_]
    view = View(
        min(b[0] for b in bounds), min(b[1] for b in bounds), max(b[2] for b in bounds), max(b[3] for b in bounds)
    )
    parts = [
        f'<rect width="{WIDTH:.0f}" height="{HEIGHT:.0f}" fill="{SEA}"/>', *_ground(view),
        *(_feature(one, view) for one in features), *(_named(one, view, language) for one in features), _scale(view),
    ]  # fmt: skip
    if inset:
        parts.append(_country(view))
    label = escape(_("Bản đồ hiện trường"))
    body = "".join(parts)
    return mark_safe(  # noqa: S308 - every text in it is escaped
        f'<svg xmlns="http://www.w3.org/2000/svg" class="sketch" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img" aria-label="{label}">'
        f"{body}</svg>"
    )


@cache
def _read(path: Path) -> list[tuple[dict[str, Any], BaseGeometry]]:
    features = msgspec.json.decode(path.read_bytes())["features"]
    return [(one["properties"], shape(one["geometry"]).buffer(0)) for one in features]


def _ground(view: View) -> Iterator[str]:
    """Land, communes with their names, islands."""
    for _facts, one in _read(GEO / "land.geojson"):
        yield _path(one.intersection(view.frame), view, f'fill="{LAND}"')
    for named, one in _read(pack.chosen().communes_path):
        part = one.intersection(view.frame)
        if part.is_empty:
            continue
        yield _path(part, view, f'fill="{COMMUNE}" stroke="{BORDER}" stroke-width="0.8" stroke-dasharray="4 3"')
        if part.area > 0.02 * view.frame.area:
            x, y = view.at(*part.representative_point().coords[0])
            name = escape(str(named.get("name") or named.get("vi") or named.get("ward") or ""))
            yield _words(x, y, name, size=11, colour=FAINT, anchor="middle")
    for _facts, one in _read(GEO / "islands.geojson"):
        yield _path(one.intersection(view.frame), view, f'fill="{COMMUNE}" stroke="{INK}" stroke-width="1"')


def _path(one: BaseGeometry, view: View, look: str) -> str:
    if one.is_empty:
        return ""
    d = "".join(_trace(ring, view, close=True) for ring in _rings(one))
    return f'<path d="{d}" {look}/>' if d else ""


def _rings(one: BaseGeometry) -> Iterator[Any]:
    for part in getattr(one, "geoms", [one]):
        if part.geom_type == "Polygon":
            yield part.exterior.coords
            for hole in part.interiors:
                yield hole.coords


def _trace(coords: Iterable[Any], view: View, *, close: bool = False) -> str:
    at: list[tuple[float, float]] = []
    for lon, lat, *_rest in coords:
        point = view.at(lon, lat)
        if not at or point != at[-1]:
            at.append(point)
    return "M" + "L".join(f"{x} {y}" for x, y in at) + ("Z" if close else "")


def _feature(one: dict[str, Any], view: View) -> str:
    facts, geometry = one["properties"], one["geometry"]
    if facts["layer"] == "drawing":
        return _drawing(facts, geometry, view)
    x, y = view.at(*geometry["coordinates"])
    match facts["layer"]:
        case "thing" if not facts["severity"]:
            return f'<circle cx="{x}" cy="{y}" r="3" fill="#4a6a86" stroke="#ffffff"/>'
        case "unit":
            return f'<circle cx="{x}" cy="{y}" r="5.5" fill="#ffffff" stroke="{INK}" stroke-width="2"/>'
        case _:
            return _mark(x, y, facts["severity"])


def _named(one: dict[str, Any], view: View, language: str) -> str:
    """The words of a feature, above all shapes: of an area at its upper border."""
    facts, geometry = one["properties"], one["geometry"]
    words = escape(facts.get(language) or facts.get("vi") or "")
    colour = TOKENS.get(facts.get("colour", ""), INK)
    if geometry["type"] == "Point":
        x, y = view.at(*geometry["coordinates"])
        return _words(x + 12, y + 4, words, colour=colour, bold=facts["layer"] == "scene")
    west, _south, east, north = shape(geometry).bounds
    x, y = view.at((west + east) / 2, north)
    return _words(x, max(y + 15, 14), words, anchor="middle", colour=colour)


def _drawing(facts: dict[str, Any], geometry: dict[str, Any], view: View) -> str:
    colour = TOKENS.get(facts["colour"], INK)
    dash = ' stroke-dasharray="8 5"' if facts["dashed"] else ""
    look = f'stroke="{colour}" stroke-width="2.2" stroke-linejoin="round"{dash}'
    if geometry["type"] == "Polygon":
        return _path(shape(geometry), view, f'fill="{colour}" fill-opacity="0.14" {look}')
    if geometry["type"] == "LineString":
        return f'<path d="{_trace(geometry["coordinates"], view)}" fill="none" {look}/>'
    x, y = view.at(*geometry["coordinates"])
    if facts["kind"] == "assembly":
        return f'<path d="M{x} {y}v-18l13 5l-13 5" fill="{colour}" stroke="{colour}" stroke-width="2" stroke-linejoin="round"/>'
    return f'<circle cx="{x}" cy="{y}" r="4" fill="{colour}" stroke="#ffffff" stroke-width="1.2"/>'


def _mark(x: float, y: float, level: int) -> str:
    return f'<g transform="translate({x - 11} {y - 11}) scale(1.1)">{_sign(level)}</g>'


def _sign(level: int) -> str:
    one, (fill, digit) = severity(level), MARKS[level]
    edge = ' stroke="#8a7400"' if level == 3 else ' stroke="#ffffff"'
    return (
        f'<path d="{one.outline}" fill="{fill}"{edge}/>'
        f'<text x="10" y="{numbers.for_css(one.baseline)}" font-family="Be Vietnam Pro" font-weight="700" font-size="10.5" '
        f'text-anchor="middle" fill="{digit}">{level}</text>'
    )


def signs() -> list[tuple[int, SafeString]]:
    """Each level with its sign, as it stands in a line of text."""
    return [
        (level, mark_safe(f'<svg class="sign" viewBox="0 0 20 20" role="img">{_sign(level)}</svg>'))  # noqa: S308
        for level in MARKS
    ]


def _words(
    x: float, y: float, words: str, *, size: int = 12, colour: str = INK, anchor: str = "start", bold: bool = False
) -> str:
    """Text with a light edge; `words` are escaped already."""
    if not words:
        return ""
    if anchor == "start" and x > WIDTH * 0.62:
        anchor, x = "end", x - 24
    weight = ' font-weight="700"' if bold else ""
    look = f'font-family="Be Vietnam Pro" font-size="{size}" text-anchor="{anchor}"{weight}'
    edge = f'<text x="{x:.1f}" y="{y:.1f}" {look} fill="#ffffff" stroke="#ffffff" stroke-width="3">{words}</text>'
    return edge + f'<text x="{x:.1f}" y="{y:.1f}" {look} fill="{colour}">{words}</text>'


def _scale(view: View) -> str:
    """A bar of a round length, below on the left."""
    most = 130 * view.metres
    step = 10 ** math.floor(math.log10(most))
    length = next(step * times for times in (5, 2, 1) if step * times <= most)
    wide = length / view.metres
    words = f"{numbers.said(length / 1000, 0)} km" if length >= 1000 else f"{numbers.said(length, 0)} m"
    x, y = 14.0, HEIGHT - 14
    bar = f'<path d="M{x} {y - 5}v5h{wide:.1f}v-5" fill="none" stroke="{INK}" stroke-width="1.6"/>'
    return bar + _words(x + wide + 6, y, escape(words), size=11)


def _country(view: View) -> str:
    """The whole country with Hoàng Sa and Trường Sa, in the corner above on the right."""
    drawn = render_to_string("ui/parts/_inset_vietnam.html", {"here": True})
    inner = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", drawn, flags=re.DOTALL)
    inner = re.sub(r'class="([a-z-]+)"', lambda found: INSET.get(found[1], ""), inner)
    frame = f'<rect width="150" height="174" fill="{SEA}" stroke="{FAINT}"/>'
    return f'<g transform="translate({WIDTH - 158:.0f} 8)">{frame}{inner}</g>'
