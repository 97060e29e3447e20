"""Which indicator, place and period a page is about, from its address."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from haidang.core.indicators import queries
from haidang.core.indicators.book import Entry
from haidang.core.indicators.models import Indicator
from haidang.core.indicators.reading import places
from haidang.core.indicators.reading.places import Here
from haidang.core.indicators.seeing import Unseen, entry_of
from haidang.kernel import clock, periods
from haidang.kernel.periods import NoPeriod, Period, containing
from haidang.web.middleware import AskingRequest


@dataclass(frozen=True, slots=True)
class Chosen:
    """`period` is of the indicator's own length: the asked one, the newest with a value, or the last that ended."""

    row: Indicator
    entry: Entry
    here: Here
    period: Period

    def url(self, name: str = "indicator", *, place: str | None = None, period: str | None = None) -> str:
        here = self.here.key if place is None else place
        over = self.period.text if period is None else period
        query = {key: value for key, value in (("place", here), ("period", over)) if value}
        address = reverse(name, args=[self.row.code])
        return f"{address}?{urlencode(query)}" if query else address


def chosen(request: AskingRequest, code: str) -> Chosen:
    """Raises Http404 for an indicator that is not, or that the reader may not see, and for a place that is not."""
    try:
        row = queries.by_code(request.actor, code)
        entry = entry_of(request.actor, code)
    except Unseen:
        raise Http404(code) from None
    here = places.asked(request.GET.get("place", "")[:120])
    if here is None:
        raise Http404(request.GET.get("place"))
    now = queries.latest(request.actor, [code], place=here.id).get(code)
    asked = period_asked(request, entry)
    return Chosen(row, entry, here, asked or (now.period if now else containing(clock.today(), entry.period).previous))


def period_asked(request: AskingRequest, entry: Entry) -> Period | None:
    """The one in the address, or the one of the indicator's length that it begins with; None where it makes no sense."""
    try:
        found = periods.read(request.GET.get("period", ""))
    except NoPeriod:
        return None
    return containing(found.first, entry.period) if found.first <= clock.today() else None
