"""Numbers outside their bands, and numbers other than what was expected of them."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from haidang.core.brief.content import Line, Section, moment, of, said
from haidang.core.brief.wording import of_indicator
from haidang.core.indicators import queries
from haidang.core.indicators.forecasting import reading
from haidang.core.indicators.forecasting.reading import Expected
from haidang.core.indicators.newest import Now
from haidang.core.indicators.saying import SOURCES, marks
from haidang.core.indicators.saying import said as figure
from haidang.core.ui.period_names import period_said
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import shown

MOST, MOST_UNEXPECTED = 8, 4


def section(actor: Actor, at: datetime) -> Section:
    found = queries.abnormal_entries(actor)
    told = {one.code for one in found}
    lines = [*map(_outside, queries.abnormal(actor, most=MOST))]
    return Section(
        key="abnormal", title=said(lambda: _("Con số bất thường")), lines=[*lines, *_unexpected(actor, told)],
        more=max(0, len(found) - MOST), link="/indicators/?tab=abnormal",
        empty=said(lambda: _("Mọi chỉ tiêu có ngưỡng nằm trong khoảng bình thường.")),
    )  # fmt: skip


def _unexpected(actor: Actor, told: set[str]) -> Iterator[Line]:
    """Good surprises too: whoever asks for a decision wants to know why."""
    found = [one for one in reading.unexpected(actor) if one.entry.code not in told]
    yield from map(_other, found[:MOST_UNEXPECTED])


def _outside(one: Now) -> Line:
    band = one.band
    return of_indicator(one, note=said(lambda: f"{shown(band.name) if band else ''}, {period_said(one.period)}"))


def _other(one: Expected) -> Line:
    facts = one.entry.facts
    return Line(
        title=of(facts.short or facts.name), link=f"/indicators/{one.entry.code}/", at=moment(one.row.at),
        value=said(lambda: figure(one.value, facts)), note=said(lambda: _note(one)), source=of(SOURCES[facts.source]),
        quality=of(marks(one.quality)), severity=0 if one.is_better else 4,
    )  # fmt: skip


def _note(one: Expected) -> str:
    facts = {"low": figure(one.low, one.entry.facts), "high": figure(one.high, one.entry.facts),
             "period": period_said(one.period)}  # fmt: skip
    return _("%(period)s, chờ đợi từ %(low)s đến %(high)s") % facts
