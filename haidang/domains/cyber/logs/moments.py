"""Moments as log messages write them, as microseconds since 1970.

The second is remembered: thousands of messages share one, and reading a date costs more than all the rest.
"""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from haidang.kernel.clock import HO_CHI_MINH

SECOND = 1_000_000
DAY_US = 86_400 * SECOND
OLDEST, NEWEST = 7 * DAY_US, 600 * SECOND  # before and after it came, a sender's clock is believed
MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_ISO = re.compile(
    r"(\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?\s?(Z|[+-]\d\d:?\d\d)?(?![\d:])", re.IGNORECASE
)


def iso(text: str, zone: tzinfo = HO_CHI_MINH) -> int | None:
    """RFC 3339 and its relatives; without an offset it is local time of `zone`. None when it is no moment."""
    found = _ISO.match(text)
    if found is None:
        return None
    stem, fraction, offset = found.groups()
    second = _second(stem, offset or "", zone)
    return None if second is None else second + (int(fraction[:6].ljust(6, "0")) if fraction else 0)


@lru_cache(4096)
def _second(stem: str, offset: str, zone: tzinfo) -> int | None:
    plain = stem.replace("/", "-").replace(" ", "T").replace("t", "T")
    try:
        if offset in ("Z", "z"):
            return _us(datetime.fromisoformat(plain).replace(tzinfo=UTC))
        if offset:
            return _us(datetime.fromisoformat(plain + offset))
        return _us(datetime.fromisoformat(plain).replace(tzinfo=zone))
    except ValueError:
        return None


def bsd(month: str, day: str, time: str, received_us: int, year: str = "", zone: tzinfo = HO_CHI_MINH) -> int | None:
    """`Nov`, `22`, `07:14:15.123`: without a year the one nearest to when it came. None when there is no such day."""
    whole, _, fraction = time.partition(".") if len(time) > 8 else (time, "", "")
    near = int(year) if year else _year(received_us // DAY_US)
    second = _nearest(month, int(day), whole, near, bool(year), received_us // DAY_US, zone)
    return None if second is None else second + (int(fraction[:6].ljust(6, "0")) if fraction.isdigit() else 0)


@lru_cache(4096)
def stamp(text: str, day: int) -> int | None:
    """`Nov 22 07:14:15`, of a message that came on this day since 1970."""
    return bsd(text[:3], text[4:6], text[7:], day * DAY_US)


@lru_cache(64)
def _year(day: int) -> int:
    return (_EPOCH + timedelta(days=day)).year


@lru_cache(4096)
def _nearest(month: str, day: int, time: str, year: int, sure: bool, around: int, zone: tzinfo) -> int | None:
    found = []
    for one in (year,) if sure else (year, year - 1, year + 1):
        try:
            hour, minute, second = (int(part) for part in time.split(":"))
            found.append(_us(datetime(one, MONTHS[month.lower()], day, hour, minute, min(second, 59), tzinfo=zone)))
        except (KeyError, ValueError):  # 29 February of another year, or no moment at all
            continue
    return min(found, key=lambda us: abs(us - around * DAY_US), default=None)


def epoch(number: float) -> int | None:
    """Seconds, milliseconds or microseconds since 1970, told apart by their size."""
    for least, factor in ((1e14, 1.0), (1e11, 1e3), (1e8, 1e6)):
        if number >= least:
            return int(number * factor) if number < 1e17 else None
    return None


def believed(said_us: int | None, received_us: int) -> int:
    """What the sender says when it is near to when it came, else when it came."""
    if said_us is None or not received_us - OLDEST <= said_us <= received_us + NEWEST:
        return received_us
    return said_us


def _us(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND
