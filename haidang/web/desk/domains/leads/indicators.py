"""Leads made of indicators: plans against results, courses, this year beside the last, places side by side."""

from collections.abc import Iterable
from typing import Any

from haidang.core.indicators import queries
from haidang.core.indicators.book import Entry
from haidang.core.indicators.charts import Trend
from haidang.core.indicators.newest import Now
from haidang.core.indicators.reading import plans
from haidang.core.indicators.seeing import entries_of
from haidang.core.indicators.targets import Progress
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest import Domain, Lead
from haidang.kernel.periods import A_YEAR, Kind
from haidang.web.desk.indicators import drawing
from haidang.web.desk.indicators.comparing import Bar, apart
from haidang.web.desk.indicators.places import bars, map_of

COURSE: dict[Kind, int] = {"day": 60, "week": 53, "month": 25, "quarter": 13, "half": 7, "year": 7}
MOST_CHARTS, MOST_BARS = 6, 12
FEW_PLACES = 3
"""Fewer places than these are no comparison."""


def entries(actor: Actor, domain: Domain, lead: Lead) -> list[Entry]:
    """Its indicators that the actor may see."""
    return entries_of(actor, [key if "." in key else f"{domain.key}.{key}" for key in lead.indicators])


def plan(actor: Actor, domain: Domain, lead: Lead) -> dict[str, Any] | None:
    """Of each the running target with its course; where nothing is aimed at, its own course."""
    found = entries(actor, domain, lead)
    codes = [one.code for one in found]
    aims: dict[str, Progress] = {}
    for one in plans.at_province(actor, codes=codes):
        aims.setdefault(one.target.indicator.code, one)
    known = queries.latest(actor, codes)
    drawn = [_planned(actor, one, aims.get(one.code), known) for one in found]
    return _charts(one for one in drawn if one is not None)


def _planned(actor: Actor, one: Entry, aim: Progress | None, known: dict[str, Now]) -> dict[str, Any] | None:
    way = plans.course(aim) if aim is not None and aim.result is not None else None
    if aim is not None and way is not None:
        drawn = drawing.course(aim, way, one.facts.unit, one.facts.decimals)
        return _chart(one, drawn, known.get(one.code), aim)
    if one.code not in known:
        return None
    [found] = queries.trends(actor, [one.code], count=COURSE[one.period])
    return _chart(one, drawing.trend(found, [aim] if aim else [], []), known[one.code], aim)


def course(actor: Actor, domain: Domain, lead: Lead) -> dict[str, Any] | None:
    found = entries(actor, domain, lead)
    known = queries.latest(actor, [one.code for one in found])
    drawn = [
        _chart(one, drawing.trend(_trend(actor, one, COURSE[one.period]), [], []), known[one.code])
        for one in found
        if one.code in known
    ]
    return _charts(drawn)


def years(actor: Actor, domain: Domain, lead: Lead) -> dict[str, Any] | None:
    """Days are seen by weeks: a year of days is no line."""
    found = entries(actor, domain, lead)
    known = queries.latest(actor, [one.code for one in found])
    drawn = []
    for one in found:
        if one.code in known:
            kind: Kind = "week" if one.period == "day" else one.period
            [trend] = queries.trends(actor, [one.code], count=2 * A_YEAR[kind], kind=kind)
            drawn.append(_chart(one, drawing.years(trend), known[one.code]))
    return _charts(drawn)


def _trend(actor: Actor, one: Entry, count: int) -> Trend:
    return queries.trends(actor, [one.code], count=count)[0]


def _chart(one: Entry, drawn: dict[str, Any], now: Now | None, aim: Progress | None = None) -> dict[str, Any]:
    return {
        "name": shown(one.facts.short or one.facts.name), "url": f"/indicators/{one.code}/", "code": one.code,
        "chart": drawn, "now": now, "entry": one, "state": aim.state if aim else "", "aim": aim,
    }  # fmt: skip


def _charts(drawn: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    charts = list(drawn)[:MOST_CHARTS]
    return {"charts": charts} if charts else None


def places(actor: Actor, domain: Domain, lead: Lead) -> dict[str, Any] | None:
    """The first that enough places give: bars from the best or the worst side, and what a map needs."""
    for one in entries(actor, domain, lead):
        found = queries.on_map(actor, one.code)
        rows: list[Bar]
        rows, common = apart(bars(found))
        if len(rows) >= FEW_PLACES:
            ordered = rows[::-1] if one.facts.direction == "up" and one.facts.over_time != "sum" else rows
            return {
                "entry": one, "found": found, "common": common, "bars": ordered[:MOST_BARS], "more": max(len(rows) - MOST_BARS, 0),
                "is_lowest_first": ordered is not rows, "total": len(rows), "missing": len(found.missing),
                "map": map_of(found, rows) if one.facts.level == "commune" else None,
            }  # fmt: skip
    return None
