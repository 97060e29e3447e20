"""The only source of time. Days are days of Asia/Ho_Chi_Minh."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HO_CHI_MINH = ZoneInfo("Asia/Ho_Chi_Minh")

_frozen_at: ContextVar[datetime | None] = ContextVar("frozen_at", default=None)


def now() -> datetime:
    """The present moment, aware, in Asia/Ho_Chi_Minh."""
    frozen = _frozen_at.get()
    return frozen if frozen is not None else datetime.now(HO_CHI_MINH)


def today() -> date:
    """The present local calendar day."""
    return now().date()


def day_of(moment: datetime) -> date:
    """The local calendar day a moment falls on."""
    return moment.astimezone(HO_CHI_MINH).date()


def start_of(day: date) -> datetime:
    """The first moment of a local calendar day."""
    return datetime.combine(day, time.min, HO_CHI_MINH)


def hour_of(moment: datetime) -> datetime:
    """The full hour a moment falls in, in UTC (hours start at the same moments in both zones)."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def duration(words: str) -> timedelta:
    """Read '90s', '5m', '2h', '7d' or a sum such as '1h30m'.

    Raises ValueError that names the text and the form expected.
    """
    units = {"s": 1, "m": 60, "h": 3600, "d": 86400}
    seconds, digits = 0, ""
    for sign in words:
        if sign.isdigit():
            digits += sign
        elif sign in units and digits:
            seconds, digits = seconds + int(digits) * units[sign], ""
        else:
            raise ValueError(f"{words!r} is not a duration: write for example 90s, 5m, 2h, 7d or 1h30m")
    if digits or not words:
        raise ValueError(f"{words!r} is not a duration: write for example 90s, 5m, 2h, 7d or 1h30m")
    try:
        return timedelta(seconds=seconds)
    except OverflowError:
        raise ValueError(f"{words!r} is longer than time itself: write for example 90s, 5m, 2h, 7d or 1h30m") from None


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Within the block, now() is `at`: for replays and tests."""
    token = _frozen_at.set(at)
    try:
        yield
    finally:
        _frozen_at.reset(token)
