"""Which water flows to which: a graph of links in the province's `downstream.toml`, and what lies below a point.

A province that has no such file has no graph; nothing is guessed from distance as the crow flies.
"""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from haidang.kernel import strict
from haidang.kernel.manifest import Words
from haidang.kernel.strict import ManifestError
from haidang.provinces import pack
from haidang.provinces.facts import Mark
from haidang.provinces.pack import Pack

FILE = "downstream.toml"
FARTHEST_KM = 30.0
"""Beyond this nobody is told by themselves; the page shows all."""


class Link(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Water of the thing `from` reaches the thing `to` after `km` along it."""

    from_: str = msgspec.field(name="from")
    to: str
    km: Annotated[float, msgspec.Meta(gt=0, le=500)]
    water: Words
    trust: Mark


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    links: list[Link] = []


@dataclass(frozen=True, slots=True)
class Reached:
    """A thing below another: how far along the water, and through which waters, in order."""

    thing: str
    km: float
    waters: tuple[Words, ...]


Graph = Mapping[str, tuple[Link, ...]]


def graph() -> Graph:
    """The links of the chosen province by the thing they start from. Raises ManifestError."""
    return _read(pack.chosen())


@cache
def _of_folder(folder: str) -> Graph:
    path = Path(folder) / FILE
    found: dict[str, list[Link]] = {}
    for link in strict.load(path, _File).links if path.exists() else []:
        found.setdefault(link.from_, []).append(link)
    return {start: tuple(links) for start, links in found.items()}


def _read(chosen: Pack) -> Graph:
    found = _of_folder(str(chosen.folder))
    known = {thing.code for thing in chosen.things}
    for links in found.values():
        for at, link in enumerate(links):
            unknown = next((code for code in (link.from_, link.to) if code not in known), None)
            if unknown:
                remedy = "name a thing of things.toml or of things/"
                raise ManifestError(chosen.folder / FILE, f"links[{at}]", unknown, remedy)
    return found


def below(start: str, links: Graph | None = None, within_km: float = FARTHEST_KM) -> list[Reached]:
    """Everything the water of a thing reaches, the nearest first, each by its shortest way. Circles (tides) end by themselves."""
    links = graph() if links is None else links
    done: dict[str, Reached] = {}
    waiting: list[tuple[float, str, tuple[Words, ...]]] = [(0.0, start, ())]
    while waiting:
        km, code, waters = heapq.heappop(waiting)
        if code in done:
            continue
        done[code] = Reached(code, km, waters)
        for link in links.get(code, ()):
            if km + link.km <= within_km and link.to not in done:
                through = waters if link.water in waters[-1:] else (*waters, link.water)
                heapq.heappush(waiting, (km + link.km, link.to, through))
    return sorted((one for code, one in done.items() if code != start), key=lambda one: (one.km, one.thing))
