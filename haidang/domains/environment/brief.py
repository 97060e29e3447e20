"""What the morning brief says of the day's weather and sea: tides to come, rain that fell, the air now."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from haidang.core.brief.content import Line, moment, of, said
from haidang.core.things.queries import thing
from haidang.core.ui import numbers
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import names

from . import queries, tide

TIDES = 4
LINK = "/d/environment/"


def lines(actor: Actor, at: datetime) -> Iterator[Line]:
    yield _sea(at)
    wettest = next(iter(queries.rains(actor, at)), None)
    if wettest is not None:
        most, station = wettest.sums[-1], thing(actor, wettest.thing)
        yield Line(
            title=said(lambda: _("Mưa nhiều nhất 24 giờ qua")), value=said(lambda: f"{numbers.said(most.amount, 1)} mm"),
            note=of(names(station) if station else None), source=said(lambda: _("trạm mưa %(code)s") % {"code": wettest.thing}),
            at=moment(at), link=LINK,
        )  # fmt: skip


def _sea(at: datetime) -> Line:
    """High and low waters of the next day: computed, so always known; weather is not in it."""
    coming = tide.turns(at, at + timedelta(days=1))[:TIDES]

    def note() -> str:
        said_each = (
            f"{_('lớn') if one.is_high else _('ròng')} {one.at.astimezone(clock.HO_CHI_MINH):%H:%M} {numbers.said(one.level, 2)} m"
            for one in coming
        )
        return "; ".join(said_each)

    highest = max((one.level for one in coming if one.is_high), default=None)
    return Line(
        title=said(lambda: _("Triều Vũng Tàu 24 giờ tới")), note=said(note), link=LINK, at=moment(at),
        value=said(lambda: f"{numbers.said(highest, 2)} m" if highest is not None else ""),
        source=said(lambda: _("tính từ hằng số điều hòa, trên 0 trạm")),
    )  # fmt: skip
