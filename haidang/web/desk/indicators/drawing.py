"""What ioc-chart draws of an indicator: its course with target and bands, a target's running total, figures once published."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from haidang.core.indicators.charts import Trend
from haidang.core.indicators.models import Baseline, Target
from haidang.core.indicators.reading.plans import Course
from haidang.core.indicators.targets import Progress
from haidang.core.ui.severity import severity
from haidang.core.ui.unit_names import unit_said
from haidang.kernel import clock
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.facts import Band
from haidang.kernel.formula import Quality
from haidang.kernel.periods import A_YEAR, Period
from haidang.web.desk.indicators.words import OPS
from haidang.web.templatetags.figures import plain

ROOM = 0.1
"""Of the range of values, above and below it, that bands may fill."""

FEW = 3
"""Fewer points of last year than these are no line."""

Points = list[list[Any]]


def trend(
    found: Trend, aims: Sequence[Progress], published: Sequence[Baseline], other: Trend | None = None
) -> dict[str, Any]:
    """Solid where values are settled, dotted on to what is provisional; targets of the same length of period as a line."""
    facts = found.entry.facts
    settled, open_ = _parts(found)
    own = [one for one in aims if one.target.kind == found.entry.period]
    lines = [
        {
            "name": shown(facts.short or facts.name),
            "points": settled,
            "style": "bar" if facts.over_time == "sum" else "line",
        }
    ]
    if open_:
        style = "bar" if facts.over_time == "sum" else "dotted"
        lines.append({"name": _("Tạm tính"), "points": open_, "style": style, "colour": "$data2"})
    if len({one.target.period for one in own}) > 1:
        lines.append({"name": _("Mục tiêu"), "points": _targets(found, own), "style": "dashed", "colour": "$target"})
    if other is not None:
        lines.append({"name": _("Nơi so sánh"), "points": _points_of(other), "style": "line", "colour": "$ac"})
    elif before := _year_before(found):
        lines.append({"name": _("Cùng kỳ năm trước"), "points": before, "style": "dashed", "colour": "$data2"})
    if old := _published(found, published):
        lines.append({"name": _("Số đã công bố"), "points": old, "style": "dotted", "colour": "$data2"})
    return {
        "unit": unit_said(facts.unit), "decimals": facts.decimals, "series": lines, "period": found.entry.period,
        "thresholds": [*_aims(found, aims), *_limits(found)], "bands": _bands(found),
    } | ({"min": 0} if facts.over_time == "sum" and facts.least >= 0 else {})  # fmt: skip


def years(found: Trend) -> dict[str, Any]:
    """The last year of a course of two beside the year before it."""
    facts, back = found.entry.facts, A_YEAR[found.periods[0].kind]
    now: Points = [
        [_at(period), None if why else value]
        for period, value, why in zip(
            found.periods[-back:], found.value.tolist()[-back:], found.why.tolist()[-back:], strict=True
        )
    ]
    lines: list[dict[str, Any]] = [{"name": _("12 tháng qua"), "points": now}]
    if before := _year_before(found):
        lines.append({"name": _("Cùng kỳ năm trước"), "points": before, "style": "dashed", "colour": "$data2"})
    return {
        "unit": unit_said(facts.unit), "decimals": facts.decimals, "series": lines, "period": found.periods[0].kind,
        "thresholds": [],
    }  # fmt: skip


def _points_of(found: Trend) -> Points:
    return [
        [_at(period), None if why else value]
        for period, value, why in zip(found.periods, found.value.tolist(), found.why.tolist(), strict=True)
    ]


def _at(period: Period) -> str:
    return clock.start_of(period.first).isoformat()


def _parts(found: Trend) -> tuple[Points, Points]:
    """Settled values, and provisional ones: of a line these begin at the last settled value, so that it goes on."""
    settled: Points = []
    open_: Points = []
    joined = found.entry.facts.over_time != "sum"
    for period, value, quality, why in zip(
        found.periods, found.value.tolist(), found.quality.tolist(), found.why.tolist(), strict=True
    ):
        if not why and Quality.PROVISIONAL in Quality(quality):
            if joined and not open_ and settled and settled[-1][1] is not None:
                open_.append(settled[-1])
            open_.append([_at(period), value])
        else:
            settled.append([_at(period), None if why else value])
    while settled and settled[0][1] is None:
        settled.pop(0)
    while settled and settled[-1][1] is None:
        settled.pop()
    return settled, open_


def _targets(found: Trend, own: Sequence[Progress]) -> Points:
    by_day = {one.target.period: one.target.value for one in own}
    return [[_at(period), by_day.get(period.first)] for period in found.periods]


def _year_before(found: Trend) -> Points:
    """Over the last year of the course, what was there a year before; nothing where too little is known."""
    values = {
        period.first: value
        for period, value, why in zip(found.periods, found.value.tolist(), found.why.tolist(), strict=True)
        if not why
    }
    lately = found.periods[-A_YEAR[found.periods[0].kind] :]
    points: Points = [[_at(period), values.get(period.year_before.first)] for period in lately]
    return points if len([one for one in points if one[1] is not None]) >= FEW else []


def _published(found: Trend, published: Sequence[Baseline]) -> Points:
    """Only those of the indicator's own length of period, within the course."""
    days = {one.first for one in found.periods}
    return [[_at(one.over), one.value] for one in published if one.kind == found.entry.period and one.period in days]


def _aims(found: Trend, aims: Sequence[Progress]) -> list[dict[str, Any]]:
    """The newest target as a dashed line, where one line says it: of its own length, or of what does not add up."""
    facts = found.entry.facts
    fits = [one for one in aims if one.target.kind == found.entry.period or facts.over_time != "sum"]
    fits = [one for one in fits if not one.target.plan.is_over and one.target.over.first <= found.periods[-1].last]
    if not fits:
        return []
    one = max(fits, key=lambda each: each.target.period).target
    return [{"value": one.value, "label": _aim_label(one), "colour": "$target"}]


def _aim_label(one: Target) -> str:
    """Short: it stands beside the plot, the page says the rest."""
    return f"{OPS[one.op]} {plain(one.value, one.indicator.says)}"


def _limits(found: Trend) -> list[dict[str, Any]]:
    """Where a band that asks for attention begins."""
    lines = []
    for band in found.entry.facts.bands:
        edge = band.from_ if band.from_ is not None else band.below
        if band.severity and edge is not None:
            lines.append({"value": edge, "label": shown(band.name), "sev": band.severity})
    return lines


def _bands(found: Trend) -> list[dict[str, Any]]:
    """Bands that ask for attention, as far as the values reach."""
    values = found.value[found.why == 0]
    if not len(values):
        return []
    low, high = float(values.min()), float(values.max())
    room = max(high - low, abs(high) * ROOM, 1e-9) * ROOM
    return [one for band in found.entry.facts.bands if (one := _band(band, low - room, high + room))]


def _band(band: Band, low: float, high: float) -> dict[str, Any] | None:
    start = low if band.from_ is None else max(band.from_, low)
    end = high if band.below is None else min(band.below, high)
    if not band.severity or start >= end:
        return None
    return {"from": start, "to": end, "colour": f"${severity(band.severity).key}"}


def course(one: Progress, found: Course, unit: str, decimals: int) -> dict[str, Any]:
    """A target's period: what came in so far, the even way there, and on to what it will come to at this pace."""
    lines: list[dict[str, Any]] = []
    if found.running:
        lines.append({"name": _("Luỹ kế"), "points": _points(found.parts, found.running)})
        lines.append({"name": _("Đi đều đến mục tiêu"), "points": _points(found.parts, found.even), "style": "dashed"})
        known = found.running
    else:
        lines.append({"name": name_of(one.target.indicator), "points": _points(found.parts, found.values)})
        known = found.values
    last = max((number for number, value in enumerate(known) if value is not None), default=None)
    if last is not None and one.projection is not None and last + 1 < len(found.parts):
        ahead = [[_at(found.parts[last]), known[last]], [_at(found.parts[-1]), one.projection]]
        lines.append({"name": _("Dự tính"), "points": ahead, "forecast": True, "colour": "$data"})
    aim = {"value": one.target.value, "label": _aim_label(one.target), "colour": "$target"}
    return {"unit": unit, "decimals": decimals, "series": lines, "thresholds": [aim]} | (
        {"min": 0} if found.running else {}
    )


def _points(parts: list[Period], values: list[float | None]) -> Points:
    return [[_at(period), value] for period, value in zip(parts, values, strict=True)]
