"""How an indicator goes on: the stored forecast with its interval and its error in the past, or what is missing for one."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haidang.core.indicators import queries
from haidang.core.indicators.charts import Trend
from haidang.core.indicators.forecasting.course import LEAST, SEASON
from haidang.core.indicators.forecasting.reading import Carried, Expected, Point
from haidang.core.ui.unit_names import unit_said
from haidang.kernel import clock
from haidang.kernel.formula import Quality
from haidang.kernel.periods import Period
from haidang.web.desk.indicators.choosing import Chosen
from haidang.web.middleware import AskingRequest

PLACE = 10
METHODS = {
    "seasonal_naive": gettext_lazy("như cùng kỳ trước"),
    "seasonal_growth": gettext_lazy("như cùng kỳ trước, cộng mức tăng gần đây"),
    "theta": gettext_lazy("phương pháp theta, có mùa vụ"),
    "holt_winters": gettext_lazy("Holt-Winters: mức, xu thế tắt dần và mùa vụ"),
}
SHOWN = 6
"""Past periods whose expectation stands in the table."""


def panel(request: AskingRequest, asked: Chosen) -> dict[str, Any] | None:
    """Only of the province: no forecasts are made of places."""
    if asked.here.key:
        return None
    found = queries.forecast(request.actor, asked.row.code)
    if found is None:
        return None
    came = queries.expected(request.actor, asked.row.code, limit=SHOWN)
    facts = {
        "asked": asked, "entry": asked.entry, "found": found, "row": found.row, "came": came,
        "newest": came[0] if came and came[0].period == found.until else None,
    }  # fmt: skip
    if not found.points:
        return facts | {"missing": max(found.row.need - found.row.count, 0), "least": LEAST[asked.entry.period]}
    season = SEASON[asked.entry.period]
    before = queries.trends(request.actor, [asked.row.code], until=found.until.last, count=max(2 * season, 12))[0]
    return facts | {
        "next": found.points[0], "year_end": year_end(asked, found.points), "method": METHODS[found.row.method],
        "chart": chart(asked, found, before, came),
    }  # fmt: skip


def year_end(asked: Chosen, points: list[Point]) -> Point | None:
    """The last period of the year of the first point, where the value at the end of the year says something by itself."""
    of_year = [one for one in points if one.period.last.year == points[0].period.last.year]
    fits = asked.entry.facts.over_time == "last" and len(of_year) > 1
    return of_year[-1] if fits and of_year[-1].period.last == date(points[0].period.last.year, 12, 31) else None


def chart(asked: Chosen, found: Carried, before: Trend, came: list[Expected]) -> dict[str, Any]:
    """What was, what is expected with its interval, and what had been expected of the newest values."""
    history = [
        [_at(period), None if why or Quality.PROVISIONAL in Quality(quality) else value]
        for period, value, quality, why in zip(
            before.periods, before.value.tolist(), before.quality.tolist(), before.why.tolist(), strict=True
        )
    ]
    while history and history[0][1] is None:
        history.pop(0)
    ahead = [*history[-1:], *([_at(one.period), one.value] for one in found.points)]
    band = [[history[-1][0], history[-1][1], history[-1][1]]] if history and history[-1][1] is not None else []
    lines: list[dict[str, Any]] = [
        {"name": _("Đã có"), "points": history},
        {"name": _("Dự báo"), "points": ahead, "forecast": True, "colour": "$data"},
    ]
    if len(came) > 1:
        points = [[_at(one.period), one.expected] for one in reversed(came)]
        lines.append({"name": _("Trước đó dự kiến"), "points": points, "style": "dotted", "colour": "$data2"})
    return {
        "unit": unit_said(asked.entry.facts.unit), "decimals": asked.entry.facts.decimals, "series": lines,
        "period": asked.entry.period,
        "interval": {
            "name": _("Khoảng 90 %"),
            "points": band + [[_at(one.period), one.low, one.high] for one in found.points],
        },
    }  # fmt: skip


def _at(period: Period) -> str:
    return clock.start_of(period.first).isoformat()
