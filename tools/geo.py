"""Make the base geography of every map: coasts, the country, Hoàng Sa and Trường Sa, and the two inset drawings.

    uv run --group assets python tools/geo.py COAST ISLANDS

COAST: GeoJSON feature, detailed land of the province's sea (OpenStreetMap, ODbL). ISLANDS: GeoJSON collection with the
property `archipelago` = Hoàng Sa | Trường Sa (OpenStreetMap, ODbL). The rest of the region is Natural Earth 1:10m
(public domain) from the npm package world-atlas. Results and their NOTICE go to static/ioc/geo, drawings to
templates/ui/parts. Only coasts and the outline of Vietnam are taken: no sea boundary of anyone's.
"""

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import vendor
from shapely import make_valid, set_precision
from shapely.geometry import MultiPolygon, Polygon, box, mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

HERE = Path(__file__).resolve().parent
UI = HERE.parent / "haidang/core/ui"
GEO = UI / "static/ioc/geo"
PARTS = UI / "templates/ui/parts"

WORLD = vendor.Package("world-atlas", "2.0.2", "ISC; Natural Earth: public domain")
REGION = box(99, 4.5, 119, 24)
VIETNAM = "704"
ARCHIPELAGO_SEAS = (box(110.8, 15.2, 113.2, 17.6), box(111.2, 6.4, 117.3, 12.2))
"""Hoàng Sa and Trường Sa: small islands of the coarse source are replaced by the detailed ones here."""
SMALL = 0.05
COARSE = 0.006
"""Degrees; far from the province a coast may be 600 m off."""
CON_DAO = box(106.50, 8.58, 106.80, 8.82)


class Topology:
    """Just enough of TopoJSON: quantised arcs, polygons and multipolygons."""

    def __init__(self, data: dict[str, Any]) -> None:
        (self.sx, self.sy), (self.tx, self.ty) = data["transform"]["scale"], data["transform"]["translate"]
        self.arcs = [list(self._decoded(arc)) for arc in data["arcs"]]
        self.objects = data["objects"]

    def _decoded(self, arc: list[list[int]]) -> Iterator[tuple[float, float]]:
        x = y = 0
        for dx, dy in arc:
            x, y = x + dx, y + dy
            yield x * self.sx + self.tx, y * self.sy + self.ty

    def _ring(self, numbers: list[int]) -> list[tuple[float, float]]:
        points: list[tuple[float, float]] = []
        for number in numbers:
            arc = self.arcs[number] if number >= 0 else self.arcs[~number][::-1]
            points.extend(arc[1:] if points else arc)
        return points

    def geometry(self, drawn: dict[str, Any]) -> BaseGeometry:
        if drawn["type"] == "GeometryCollection":
            return unary_union([self.geometry(part) for part in drawn["geometries"]])
        polygons = [drawn["arcs"]] if drawn["type"] == "Polygon" else drawn["arcs"]
        drawn_rings = ([self._ring(ring) for ring in rings] for rings in polygons)
        made = [Polygon(outer, holes) for outer, *holes in drawn_rings if len(outer) >= 4]
        return make_valid(MultiPolygon(made))


def polygons_of(geometry: BaseGeometry) -> list[Polygon]:
    if isinstance(geometry, Polygon):
        return [geometry]
    return [part for piece in getattr(geometry, "geoms", ()) for part in polygons_of(piece)]


def without_coarse_islands(land: BaseGeometry) -> BaseGeometry:
    def is_kept(part: Polygon) -> bool:
        return part.area > SMALL or not any(sea.intersects(part) for sea in ARCHIPELAGO_SEAS)

    return MultiPolygon([part for part in polygons_of(land) if is_kept(part)])


def rounded(geometry: BaseGeometry, grid: float) -> BaseGeometry:
    return set_precision(make_valid(geometry), grid)


def feature(geometry: BaseGeometry, **properties: str) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": mapping(geometry)}


def write_geojson(name: str, features: Iterable[dict[str, Any]]) -> None:
    text = json.dumps(
        {"type": "FeatureCollection", "features": list(features)}, ensure_ascii=False, separators=(",", ":")
    )
    GEO.mkdir(parents=True, exist_ok=True)
    (GEO / name).write_text(text + "\n")
    print(name, len(text) // 1024, "kB")


class Frame:
    """Degrees to the pixels of one inset: plain cylinder, narrowed at the middle latitude."""

    def __init__(self, west: float, south: float, east: float, north: float, width: float) -> None:
        self.west, self.north, self.scale = west, north, width / (east - west)
        self.width, self.height = width, width * (north - south) / (east - west) * 1.03
        self.window = box(west, south, east, north)

    def point(self, x: float, y: float) -> tuple[float, float]:
        return round((x - self.west) * self.scale, 1), round((self.north - y) * self.scale * 1.03, 1)

    def path(self, geometry: BaseGeometry, tolerance: float) -> str:
        drawn = geometry.intersection(self.window).simplify(tolerance)
        rings = [part.exterior.coords for part in polygons_of(drawn) if part.area > tolerance * tolerance]
        return "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in self._thinned(ring)) + "Z" for ring in rings)

    def _thinned(self, ring: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
        points: list[tuple[float, float]] = []
        for x, y, *_ in ring:
            point = self.point(x, y)
            if not points or points[-1] != point:
                points.append(point)
        return points

    def dots(self, islands: Iterable[BaseGeometry], radius: float) -> str:
        spots = sorted({self.point(island.centroid.x, island.centroid.y) for island in islands})
        return "".join(f"M{x:g} {y:g}h0" for x, y in spots)


def text(frame: Frame, x: float, y: float, msgid: str, kind: str, anchor: str = "start") -> str:
    px, py = frame.point(x, y)
    return f'  <text class="{kind}" x="{px:g}" y="{py:g}" text-anchor="{anchor}">{{% trans "{msgid}" %}}</text>\n'


def draw_vietnam(land: BaseGeometry, country: BaseGeometry, islands: dict[str, list[BaseGeometry]]) -> None:
    frame = Frame(101.6, 5.6, 117.8, 23.8, 150)
    here_x, here_y = frame.point(106.9, 10.95)
    dots = frame.dots([island for group in islands.values() for island in group], 0.8)
    drawing = (
        "{% comment %}Made by tools/geo.py; sources and licences in static/ioc/geo/NOTICE. here: marks the province.{% endcomment %}\n"
        "{% load i18n %}\n"
        f'<svg viewBox="0 0 {frame.width:g} {frame.height:.0f}" role="img" aria-label="'
        "{% trans 'Bản đồ Việt Nam với quần đảo Hoàng Sa và quần đảo Trường Sa' %}"
        '">\n'
        f'  <path class="inset-land" d="{frame.path(land, 0.06)}"/>\n'
        f'  <path class="inset-country" d="{frame.path(country, 0.04)}"/>\n'
        f'  <path class="inset-islet" d="{dots}"/>\n'
        f'  {{% if here %}}<rect class="inset-here" x="{here_x - 3:g}" y="{here_y - 3:g}" width="9" height="8"/>{{% endif %}}\n'
        + text(frame, 105.85, 21.6, "Hà Nội", "town", "middle")
        + text(frame, 113.2, 13.4, "Biển Đông", "sea-name", "middle")
        + text(frame, 112.1, 18.35, "Quần đảo Hoàng Sa", "island", "middle")
        + text(frame, 112.1, 17.55, "(Việt Nam)", "island", "middle")
        + text(frame, 113.2, 7.0, "Quần đảo Trường Sa", "island", "middle")
        + text(frame, 113.2, 6.2, "(Việt Nam)", "island", "middle")
        + "</svg>\n"
    )
    (PARTS / "_inset_vietnam.html").write_text(drawing)
    print("_inset_vietnam.html", len(drawing) // 1024, "kB")


def draw_con_dao(coast: BaseGeometry) -> None:
    frame = Frame(106.52, 8.59, 106.77, 8.80, 100)
    drawing = (
        "{% comment %}Made by tools/geo.py; coast © OpenStreetMap contributors, ODbL.{% endcomment %}\n"
        "{% load i18n %}\n"
        f'<svg viewBox="0 0 {frame.width:g} {frame.height:.0f}" role="img" aria-label="'
        "{% trans 'Bản đồ Côn Đảo' %}"
        '">\n'
        f'  <path class="inset-country" d="{frame.path(coast, 0.0008)}"/>\n'
        '  <text class="island" x="6" y="12">{% trans "Côn Đảo" %}</text>\n'
        "</svg>\n"
    )
    (PARTS / "_inset_condao.html").write_text(drawing)
    print("_inset_condao.html", len(drawing) // 1024, "kB")


def make(coast_file: Path, islands_file: Path, world: dict[str, Any]) -> None:
    topology = Topology(world)
    countries = topology.objects["countries"]["geometries"]
    land = topology.geometry(topology.objects["land"]).intersection(REGION)
    country = topology.geometry(next(one for one in countries if one.get("id") == VIETNAM))
    coast = shape(json.loads(coast_file.read_text())["geometry"])
    window = box(*coast.bounds)

    islands: dict[str, list[BaseGeometry]] = {}
    for one in json.loads(islands_file.read_text())["features"]:
        islands.setdefault(one["properties"]["archipelago"], []).append(shape(one["geometry"]))

    land = without_coarse_islands(land)
    detailed = unary_union([land.difference(window), coast])
    outline = unary_union(
        [country.difference(window), coast.intersection(country.buffer(0.25)), coast.intersection(CON_DAO)]
    )
    write_geojson(
        "land.geojson",
        [
            feature(rounded(detailed, 0.0001), kind="land"),
            feature(rounded(outline, 0.0001), kind="country"),
        ],
    )
    write_geojson(
        "islands.geojson",
        (feature(rounded(part, 0.0001), archipelago=name) for name, parts in sorted(islands.items()) for part in parts),
    )
    draw_vietnam(land, country, islands)
    draw_con_dao(coast)


def main() -> None:
    coast_file, islands_file = (Path(name) for name in sys.argv[1:3])
    with tempfile.TemporaryDirectory() as temporary:
        modules = vendor.install(Path(temporary), (WORLD,))
        world = json.loads((modules / WORLD.name / "countries-10m.json").read_text())
    make(coast_file, islands_file, world)


if __name__ == "__main__":
    main()
