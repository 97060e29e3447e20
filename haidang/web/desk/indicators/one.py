"""One indicator at one place: the newest figure, its course, what it means, why it is so, what became of it."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from haidang.core.directory.permissions import decide
from haidang.core.indicators import book, noting, queries
from haidang.core.indicators.book import Entry
from haidang.core.indicators.charts import Trend
from haidang.core.indicators.newest import Now
from haidang.core.indicators.owing import Late
from haidang.core.indicators.reading import history, places
from haidang.core.indicators.reading import plans as reading_plans
from haidang.core.indicators.reading import why as reading_why
from haidang.core.indicators.reading.places import Here
from haidang.core.indicators.seeing import entries_of
from haidang.core.indicators.targets import Progress
from haidang.core.ui import numbers
from haidang.core.ui.period_names import period_said
from haidang.kernel import registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.formula import Quality
from haidang.web.desk.entrance import room
from haidang.web.desk.today.pinned import is_pinned
from haidang.web.middleware import AskingRequest
from haidang.web.panels import panels
from haidang.web.sheet import as_csv

from . import drawing, plans, telling
from . import panels as panels_of_indicator
from .choosing import Chosen, chosen

WHOLE = "-"
COUNTS = {"day": 60, "week": 53, "month": 37, "quarter": 21, "half": 11, "year": 11}
"""So many periods back the course is shown, by the length of a period."""


@require_GET
@room("indicator.read")
def page(request: AskingRequest, code: str) -> HttpResponse:
    asked = chosen(request, code)
    actor, here, entry = request.actor, asked.here, asked.entry
    found = _trend(actor, asked)
    other_place = _other_place(request, asked)
    other = _trend_at(actor, asked, other_place) if other_place else None
    now = queries.latest(actor, [code], place=here.id).get(code)
    aims = reading_plans.with_indicators(queries.progress(actor, code=code, place=here.id))
    published = [one for one in queries.baselines(actor, code) if one.place_id == here.id]
    facts = {
        "asked": asked, "row": asked.row, "entry": entry, "facts": entry.facts, "here": here, "now": now,
        "field": registry.domains().get(entry.domain), "owner": asked.row.office, "owed": owed(actor, code),
        "chart": drawing.trend(found, aims, published, other), "other": other_place,
        "other_urls": _other_urls(request, asked), "has_values": bool((found.why == 0).any()),
        "line": _line(found), "aims": aims, "aim": current(aims), "aim_rows": [plans.row(one) for one in aims],
        "why_url": asked.url("indicator_why"), "note_url": asked.url("indicator_note"),
        "aim_url": asked.url("indicator_target"), "may_aim": bool(decide(actor, "target.set", asked.row)),
        "whatif_url": asked.url("indicator_whatif"),
        "notes": noting.notes(actor, code, place=here.key), "may_note": bool(decide(actor, noting.NOTED, asked.row)),
        "published": published,
        "place_urls": _place_urls(asked),
        "corrections": history.corrections(actor, code, place=here.id),
        "deliveries": history.deliveries(actor, code, found.periods, place=here.id),
        "versions": history.versions(actor, code), "users": _users(actor, entry),
        "is_pinned": is_pinned(request, code), "can_pin": bool(decide(actor, "overview.read")),
        "problem": shown(entry.problem) if entry.problem else "",
        "panels": list(panels(panels_of_indicator, "desk/indicators/panels", request, asked)),
        **_figure(actor, asked, now),
    }  # fmt: skip
    return render(request, "desk/indicators/one.html", facts)


def _figure(actor: Actor, asked: Chosen, now: Now | None) -> dict[str, Any]:
    """The figure of the chosen period with where it comes from and what it was before."""
    figure = queries.figure(actor, asked.row.code, asked.period, place=asked.here.id)
    return {
        "figure": figure, "is_newest": now is None or asked.period == now.period,
        "band": queries.band_of(asked.entry, figure.value) if figure else None,
        "why": telling.told(reading_why.told(actor, asked.row.code, asked.period, place=asked.here.id)),
    }  # fmt: skip


def _trend(actor: Actor, asked: Chosen) -> Trend:
    return _trend_at(actor, asked, asked.here)


def _trend_at(actor: Actor, asked: Chosen, here: Here) -> Trend:
    count = COUNTS[asked.entry.period]
    return queries.trends(actor, [asked.row.code], place=here.id, until=asked.period.last, count=count)[0]


def _other_place(request: AskingRequest, asked: Chosen) -> Here | None:
    """The place that the address asks to draw beside this one, "-" being the province; None for none."""
    key = request.GET.get("beside", "")[:120]
    found = places.asked("" if key == WHOLE else key) if key else None
    return found if found is not None and found.id != asked.here.id else None


def _other_urls(request: AskingRequest, asked: Chosen) -> list[tuple[str, str]]:
    """(name, address) of every other place, the province first."""
    return [
        (name_of(one), f"{asked.url()}&beside={one.key or WHOLE}")
        for one in places.given_at(asked.entry)
        if one.id != asked.here.id
    ]


def _line(found: Trend) -> list[dict[str, Any]]:
    """The course as a table, newest first, without the empty periods before the first value."""
    rows = [
        {"period": period, "value": None if why else value, "why": why, "quality": Quality(quality)}
        for period, value, quality, why in zip(
            found.periods, found.value.tolist(), found.quality.tolist(), found.why.tolist(), strict=True
        )
    ]
    first = next((number for number, one in enumerate(rows) if one["value"] is not None), len(rows))
    return rows[first:][::-1]


def _place_urls(asked: Chosen) -> list[tuple[str, str, bool]]:
    """(name, address, whether it is the one shown) of every place the indicator is given at."""
    return [(name_of(one), asked.url(place=one.key), one.id == asked.here.id) for one in places.given_at(asked.entry)]


def _users(actor: Actor, entry: Entry) -> list[Entry]:
    """Indicators whose formula needs this one."""
    return entries_of(actor, [one.code for one in book.current().users.get(entry.code, ())])


def owed(actor: Actor, code: str) -> Late | None:
    return next(iter(queries.late(actor, codes=[code])), None)


def current(aims: list[Progress]) -> Progress | None:
    """The target of the period that runs, the shortest of them."""
    running = [one for one in aims if not one.is_over and one.state != "not_begun" and not one.target.plan.is_over]
    return min(running, key=lambda one: one.target.over.last - one.target.over.first, default=None)


@require_GET
@room("indicator.read")
def why(request: AskingRequest, code: str) -> HttpResponse:
    """The tree of one value on a page of its own: where a larger tree was cut, it goes on here."""
    asked = chosen(request, code)
    told = reading_why.told(request.actor, code, asked.period, place=asked.here.id)
    facts = {"asked": asked, "row": asked.row, "entry": asked.entry, "here": asked.here,
             "why": telling.told(told)}  # fmt: skip
    return render(request, "desk/indicators/why.html", facts)


@require_GET
@room("indicator.read")
def export(request: AskingRequest, code: str) -> HttpResponseBase:
    """The course that the page shows."""
    asked = chosen(request, code)
    head = (_("Chỉ tiêu"), _("Nơi"), _("Kỳ"), _("Từ ngày"), _("Giá trị"), _("Đơn vị tính"), _("Chất lượng"))
    rows = (
        (asked.row.code, name_of(asked.here), period_said(one["period"]), one["period"].first.isoformat(),
         "" if one["value"] is None else numbers.said(one["value"], asked.entry.facts.decimals), asked.entry.facts.unit,
         "; ".join(shown(word) for word in one["quality"].words))
        for one in _line(_trend(request.actor, asked))
    )  # fmt: skip
    return as_csv(f"{code}.csv", head, rows)
