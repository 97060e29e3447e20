"""What every series had last measured at a moment that has passed: the same as `queries.latest`, then instead of now."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from haidang.kernel import clock
from haidang.kernel.action import Actor, Invalid

from . import book, wire
from .book import Book
from .queries import LATE_AFTER, LOST_AFTER, Latest, seen_by
from .readings import microseconds
from .stored import reaches_files, stored
from .wire import Float8, Int2, Int4, Moment

BACK = timedelta(hours=24)
LOOK_BACK = timedelta(hours=2)  # who was silent for longer was lost anyway, whatever it had said
KEPT = 12  # moments in memory: a slider goes to and fro
SETTLED_AFTER = timedelta(minutes=10)  # late readings may still come for what is nearer

_LAST = """
SELECT array_agg(asked.id), array_agg(last.at), array_agg(last.value), array_agg(last.quality)
FROM unnest(%s) AS asked(id) CROSS JOIN LATERAL (
    SELECT at, value, quality FROM reading WHERE series_id = asked.id AND at < %s AND at > %s ORDER BY at DESC LIMIT 1
) AS last
"""

Columns = tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.float64], NDArray[np.int16]]
_kept: "OrderedDict[tuple[int, datetime], Columns]" = OrderedDict()


def checked(at: datetime) -> datetime:
    """The whole minute of a moment of the last day. Raises Invalid for another."""
    now = clock.now()
    if at.tzinfo is None or not now - BACK - timedelta(minutes=5) <= at <= now + timedelta(minutes=1):
        raise Invalid("at", _("Chọn một thời điểm trong 24 giờ qua."), at.isoformat())
    return at.replace(second=0, microsecond=0)


def latest_at(actor: Actor, at: datetime, *, domain: str = "", things: Sequence[str] | None = None) -> Latest:
    """The last reading of each series that the actor may see, not later than `at`; freshness as it was shown then.

    Of all, of one domain, or of some things. Series that had said nothing for two hours are left out.
    """
    known = book.current()
    wanted = seen_by(known, actor) & known.where(domain=domain)
    if things is not None:
        few = [number for thing in things for number in known.of_thing.get(thing, ()) if wanted[number]]
        columns = _read(few, at)
    else:
        columns = _whole(known, at)
    series, measured, value, quality = columns
    kept = np.zeros(len(series), np.bool_)
    inside = series < len(wanted)
    kept[inside] = wanted[series[inside]]
    series, measured, value, quality = series[kept], measured[kept], value[kept], quality[kept]
    cadence, age = known.facts.cadence_us[series], microseconds(at) - measured
    fresh = ((age >= LATE_AFTER * cadence).astype(np.uint8) + (age >= LOST_AFTER * cadence)).astype(np.uint8)
    return Latest(known, series, measured, value, quality, measured, fresh)


def _whole(known: Book, at: datetime) -> Columns:
    """All series: asked once, as several layers want them, and those who move the slider come back."""
    key = (known.version, at)
    if key not in _kept:
        columns = _read(sorted(known.named), at)
        if clock.now() - at < SETTLED_AFTER:
            return columns
        _kept[key] = columns
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return _kept[key]


def _read(series: Sequence[int], at: datetime) -> Columns:
    """From the tables one reading each; of a day that lies in a file all of the two hours, and the last of them."""
    start, end = at - LOOK_BACK, at + timedelta(microseconds=1)
    if reaches_files(start, end):
        found = stored(series, start, end)
        last = np.flatnonzero(np.append(np.diff(found.series), 1)) if len(found.series) else np.empty(0, np.intp)
        return (
            found.series[last],
            found.at[last],
            found.value[last],
            found.quality[last].astype(np.int16),
        )
    rows = wire.cursor().execute(_LAST, [Int4(np.array(series, np.int32)), end, start], binary=True)
    number, measured, value, quality = wire.columns(rows, Int4, Moment, Float8, Int2)
    return number, measured, value, quality
