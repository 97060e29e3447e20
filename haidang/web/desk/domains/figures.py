"""What a field's indicators say on its page: the few that stand for it, plans against results, places, what is amiss."""

from dataclasses import dataclass
from typing import Any

from haidang.core.directory.models import Office
from haidang.core.directory.permissions import decide
from haidang.core.indicators import queries
from haidang.core.indicators.book import Entry
from haidang.core.indicators.charts import Map
from haidang.core.indicators.newest import Now
from haidang.core.indicators.reading import owing as reading_owing
from haidang.core.indicators.reading import plans
from haidang.core.indicators.reading.headline import headline
from haidang.core.indicators.reading.owing import Owed
from haidang.core.indicators.targets import Progress
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.manifest import Domain
from haidang.web.desk.indicators import drawing
from haidang.web.desk.indicators.comparing import Bar
from haidang.web.desk.indicators.places import bars
from haidang.web.desk.indicators.plans import row
from haidang.web.desk.indicators.tiles import Tile, tiles

MOST_TILES, LEAST_TILES = 8, 4
MOST_CHARTS = 3
MOST_BARS = 10
FEW_PLACES = 3
"""Fewer places than these are no comparison."""
MOST_LISTED = 6
COURSE = 24
CANDIDATES = 24


@dataclass(frozen=True, slots=True)
class Owing:
    """An office and what it has not given, the longest overdue first."""

    office: str
    code: str
    late: list[Owed]


@dataclass(frozen=True, slots=True)
class Figures:
    """`known` of `total` indicators have a figure."""

    tiles: list[Tile]
    charts: list[dict[str, Any]]
    places: dict[str, Any] | None
    abnormal: list[Now]
    troubled: list[dict[str, Any]]
    owing: list[Owing]
    known: int
    total: int

    @property
    def is_calm(self) -> bool:
        return not (self.abnormal or self.troubled or self.owing)


def figures(actor: Actor, domain: Domain, others: int = 0) -> Figures | None:
    """None for a field without indicators that the actor may see; `others` tiles stand on the page already.

    Charts and places only where the manifest does not say what the field leads with.
    """
    if not domain.indicators or not decide(actor, "indicator.read"):
        return None
    codes = [one.code for one in queries.catalogue(actor, domain=domain.key)]
    known = queries.latest(actor, codes)
    candidates = headline(actor, domain=domain.key, most=CANDIDATES)
    running = plans.at_province(actor, domain=domain.key)
    return Figures(
        tiles=tiles(actor, candidates[: max(LEAST_TILES, MOST_TILES - others)]),
        charts=[] if domain.leads else _charts(actor, candidates, running, known),
        places=None if domain.leads else _places(actor, candidates, known),
        abnormal=queries.abnormal(actor, domain=domain.key, most=MOST_LISTED),
        troubled=[row(one) for one in running if one.state in plans.TROUBLED][:MOST_LISTED],
        owing=_owing(actor, codes),
        known=len(known),
        total=len(codes),
    )


def _charts(
    actor: Actor, candidates: list[Entry], running: list[Progress], known: dict[str, Now]
) -> list[dict[str, Any]]:
    """Plans against results part by part first; then the course of what stands for the field."""
    charts: list[dict[str, Any]] = []
    for one in running:
        if len(charts) == MOST_CHARTS:
            break
        course = plans.course(one) if one.result is not None else None
        if course is not None:
            facts = row(one)["facts"]
            chart = drawing.course(one, course, facts.unit, facts.decimals)
            charts.append({"name": name_of(one.target.indicator), "url": one.target.indicator.link, "chart": chart,
                           "state": one.state, "code": one.target.indicator.code})  # fmt: skip
    drawn = {one["code"] for one in charts}
    left = [one.code for one in candidates if one.code in known and one.code not in drawn][: MOST_CHARTS - len(charts)]
    for found in queries.trends(actor, left, count=COURSE):
        entry = found.entry
        name = shown(entry.facts.short or entry.facts.name)
        charts.append({"name": name, "url": f"/indicators/{entry.code}/", "state": "", "code": entry.code,
                       "chart": drawing.trend(found, [], [])})  # fmt: skip
    return charts


def _places(actor: Actor, candidates: list[Entry], known: dict[str, Now]) -> dict[str, Any] | None:
    """The first that enough places give: the largest of them."""
    for one in candidates:
        if one.facts.level == "province" or one.code not in known:
            continue
        found: Map = queries.on_map(actor, one.code)
        rows: list[Bar] = bars(found)
        if len(rows) >= FEW_PLACES:
            return {"entry": one, "found": found, "bars": rows[:MOST_BARS], "more": max(len(rows) - MOST_BARS, 0)}
    return None


def _owing(actor: Actor, codes: list[str]) -> list[Owing]:
    """Those that owe most first."""
    most = reading_owing.by_office(reading_owing.owed(actor, codes))[:MOST_LISTED]
    called = Office.objects.in_bulk([number for number, _late in most if number])
    return [
        Owing(name_of(called[number]), called[number].code, late) if number in called else Owing("", "", late)
        for number, late in most
    ]
