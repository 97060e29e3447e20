"""What comes: warnings in force, weather and sea as the fields know them, forecasts of the main indicators."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from haidang.core.brief.content import Line, Said, Section, moment, of, said
from haidang.core.brief.wording import stamp
from haidang.core.incidents.everybody import published
from haidang.core.incidents.models import PublicWarning
from haidang.core.indicators.forecasting import reading
from haidang.core.indicators.forecasting.reading import Carried
from haidang.core.indicators.reading.headline import headline
from haidang.core.indicators.saying import said as figure
from haidang.core.ui import numbers
from haidang.core.ui.period_names import period_said
from haidang.kernel import clock, registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, same

MOST, MOST_FORECASTS = 4, 5
LOOKED_AT = 20


def section(actor: Actor, at: datetime) -> Section:
    weather = list(_of_domains(actor, at))
    forecasts = list(_forecasts(actor))
    unknown: list[Said] = []
    if not weather:
        unknown.append(said(lambda: _("Thời tiết, biển: chưa nguồn nào cho số dự báo")))
    if not forecasts:
        unknown.append(said(lambda: _("Dự báo chỉ tiêu: chưa đủ số liệu để dự báo")))
    return Section(
        key="outlook", title=said(lambda: _("Thời tiết, biển, dự báo")), lines=[*_warnings(actor), *weather, *forecasts],
        unknown=unknown, link="/indicators/",
    )  # fmt: skip


def _warnings(actor: Actor) -> Iterator[Line]:
    yield from map(_warning, published(actor, limit=MOST))


def _warning(one: PublicWarning) -> Line:
    return Line(
        title=of(same(one.title)), severity=one.severity, link="/warnings/", at=moment(one.begins_at),
        value=said(lambda: _("đến %(at)s") % {"at": stamp(one.until)}), note=said(lambda: name_of(one.place)),
        source=said(lambda: _("đã báo người dân, %(name)s") % {"name": one.by_name}),
    )  # fmt: skip


def _of_domains(actor: Actor, at: datetime) -> Iterator[Line]:
    """What the `brief` module of a field says of the day: `lines(actor, at) -> Iterable[Line]`."""
    for domain in registry.domains():
        part = registry.part(domain, "brief")
        if part is not None:
            yield from part.lines(actor, at)


def _forecasts(actor: Actor) -> Iterator[Line]:
    """The next step of those main indicators that can be forecast."""
    found = (reading.forecast(actor, one.code) for one in headline(actor, most=LOOKED_AT))
    ready = [one for one in found if one is not None and one.points and not one.is_old]
    for one in ready[:MOST_FORECASTS]:
        yield _forecast(one)


def _forecast(one: Carried) -> Line:
    facts = one.entry.facts
    today = clock.today()
    point = next((each for each in one.points if each.period.last >= today), one.points[0])

    def note() -> str:
        known = {
            "period": period_said(point.period),
            "low": figure(point.low, facts),
            "high": figure(point.high, facts),
        }
        words = _("%(period)s, từ %(low)s đến %(high)s") % known
        if one.error_share is None:
            return words
        return words + ", " + _("sai số thử lại %(share)s %%") % {"share": numbers.said(one.error_share * 100, 1)}

    return Line(
        title=of(facts.short or facts.name), value=said(lambda: figure(point.value, facts)), note=said(note),
        source=said(lambda: _("dự báo từ số liệu đến %(period)s") % {"period": period_said(one.until)}),
        at=moment(one.row.made_at), link=f"/indicators/{one.entry.code}/",
    )  # fmt: skip
