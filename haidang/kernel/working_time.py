"""Working time: the hours of the week, the days off, and the days off that are worked instead of others.

Moments go in aware and come out in Asia/Ho_Chi_Minh; a length is a timedelta of working time. The calendar of a year is
laid out when it is first asked for, so that a question costs a few microseconds however long the span.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple

from .clock import HO_CHI_MINH
from .facts import Trust

YEARS = range(1990, 2200)
NOTHING = timedelta(0)

Counting = Literal["next_day", "same_day", "same_time"]
"""How working days are counted from a receipt; BASIS says where each way comes from."""


class Basis(NamedTuple):
    """Where a way of counting comes from, and how far that is trusted."""

    source: str
    trust: Trust


BASIS: Mapping[Counting, Basis] = {
    "next_day": Basis(
        "Bộ luật Dân sự 2015, Điều 147 khoản 2 (ngày đầu tiên không tính) và Điều 148, "
        "https://thuvienphapluat.vn/hoi-dap-phap-luat/3896F-hd-thoi-diem-bat-dau-va-ket-thuc-thoi-han-duoc-xac-dinh-nhu-the-nao.html; "
        "hết giờ hành chính thay cho 24 giờ của Điều 148 khoản 6: cách làm của bộ phận một cửa (M)",
        "V",
    ),
    "same_day": Basis("Cách làm ở một số nơi: ngày nhận là ngày thứ nhất", "M"),
    "same_time": Basis("Cách làm của một số phần mềm một cửa: đến đúng giờ nhận của ngày làm việc thứ n", "M"),
}


@dataclass(frozen=True, slots=True)
class Block:
    """Working time from `opens` to `closes` (local) on one day of each week; 0 is Monday."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class _Year:
    """The blocks of one year in order; `before[i]` is the working time of the year before block i."""

    opens: list[datetime]
    closes: list[datetime]
    before: list[timedelta]
    total: timedelta
    days: list[date]
    ends: list[datetime]
    """The closing of each of `days`."""

    def worked(self, at: datetime) -> timedelta:
        """Working time of the year until `at`."""
        i = bisect_right(self.opens, at) - 1
        return self.before[i] + (min(at, self.closes[i]) - self.opens[i]) if i >= 0 else NOTHING

    def earliest(self, worked: timedelta) -> datetime:
        """The first moment with so much working time (more than none) behind it: a closing rather than an opening."""
        i = bisect_left(self.before, worked) - 1
        return self.opens[i] + (worked - self.before[i])

    def latest(self, worked: timedelta) -> datetime:
        """The last moment with so much working time (less than the total) behind it: an opening rather than a closing."""
        i = bisect_right(self.before, worked) - 1
        return self.opens[i] + (worked - self.before[i])


@dataclass(frozen=True, eq=False)
class WorkingTime:
    """When offices work.

    `days_off` are the days on which nobody works although the week says so; `worked` maps a day that is worked although
    the week says otherwise to the day whose hours it has. `known_years` have all their holidays in the data; `unsure`
    are days in them that an announcement or a statute may still change. Raises ValueError for blocks that overlap.
    """

    blocks: tuple[Block, ...]
    days_off: frozenset[date] = frozenset()
    worked: Mapping[date, date] = field(default_factory=dict)
    known_years: frozenset[int] = frozenset()
    unsure: frozenset[date] = frozenset()
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        if not self.blocks:
            raise ValueError("a week without working hours: give at least one block")
        in_order = sorted(self.blocks, key=lambda one: (one.weekday, one.opens))
        for one, following in zip(in_order, [*in_order[1:], None], strict=True):
            if one.opens >= one.closes:
                raise ValueError(f"{one} closes before it opens: close later on the same day")
            if following and following.weekday == one.weekday and following.opens < one.closes:
                raise ValueError(f"{one} and {following} overlap: let one end before the other begins")

    def is_certain(self, day: date) -> bool:
        """Whether the hours of a day are settled; outside the data the hours of the week are taken as they are."""
        return day.year in self.known_years and day not in self.unsure

    def is_working_day(self, day: date) -> bool:
        return bool(self._blocks_on(day))

    def is_open(self, at: datetime) -> bool:
        """Whether `at` is working time; a closing is not."""
        local = _local(at)
        year = self._year(local.year)
        i = bisect_right(year.opens, local) - 1
        return i >= 0 and local < year.closes[i]

    def opens_after(self, at: datetime) -> datetime:
        """The first moment of working time from `at` on: `at` itself when it is one."""
        local = _local(at)
        if self.is_open(local):
            return local
        number = local.year
        i = bisect_right(self._year(number).opens, local)
        while i >= len(self._year(number).opens):
            number, i = number + 1, 0
        return self._year(number).opens[i]

    def closes_from(self, day: date) -> datetime:
        """The end of office hours of a day, or of the first working day after it when nobody works on it."""
        number = day.year
        i = bisect_left(self._year(number).days, day)
        while i >= len(self._year(number).days):
            number, i = number + 1, 0
        return self._year(number).ends[i]

    def add(self, at: datetime, length: timedelta) -> datetime:
        """The first moment at which `length` of working time has passed since `at`; a closing counts as in hours.

        Nothing added to a moment outside the hours gives the next opening. With a negative length, the last moment from
        which so much working time is left until `at`.
        """
        local = _local(at)
        if length == NOTHING:
            return local if self._is_in_hours(local) else self.opens_after(local)
        number, target = local.year, self._year(local.year).worked(local) + length
        while target < NOTHING:
            number -= 1
            target += self._year(number).total
        if length < NOTHING:
            return self._year(number).latest(target)
        while target > self._year(number).total:
            target -= self._year(number).total
            number += 1
        return self._year(number).earliest(target)

    def add_days(self, at: datetime, n: int, counting: Counting = "next_day") -> datetime:
        """The deadline `n` working days from a receipt at `at`; BASIS has the sources of the three ways.

        next_day: the day of receipt is not counted, whatever the hour; the end of office hours of the n-th working day
        after it. same_day: the day of receipt is the first, unless its hours are over. same_time: the time of receipt
        (the next opening, outside the hours) on the n-th working day after. With 0, the end of office hours of the day of
        receipt, or of the next working day when they are over.
        """
        if n < 0:
            raise ValueError(f"{n} working days: count from 0")
        local = _local(at)
        received = self.add(local, NOTHING)
        if n and counting == "same_time":
            end = self._day_after(received.date(), n)
            return self.add(min(end, datetime.combine(end.date(), received.time(), HO_CHI_MINH)), NOTHING)
        if n and counting == "next_day":
            return self._day_after(local.date(), n)
        return self._day_after(received.date() - timedelta(days=1), max(n, 1))

    def between(self, a: datetime, b: datetime) -> timedelta:
        """Working time from `a` until `b`, negative when `b` is earlier."""
        start, end = _local(a), _local(b)
        if end < start:
            return -self.between(end, start)
        whole = sum((self._year(number).total for number in range(start.year, end.year)), NOTHING)
        return whole + self._year(end.year).worked(end) - self._year(start.year).worked(start)

    def days_between(self, a: datetime, b: datetime) -> int:
        """Working days after the day of `a`, up to and with the day of `b`; negative when `b` is earlier."""
        start, end = _local(a).date(), _local(b).date()
        if end < start:
            return -self.days_between(b, a)
        whole = sum(len(self._year(number).days) for number in range(start.year, end.year))
        return whole + bisect_right(self._year(end.year).days, end) - bisect_right(self._year(start.year).days, start)

    def _is_in_hours(self, local: datetime) -> bool:
        year = self._year(local.year)
        i = bisect_right(year.opens, local) - 1
        return i >= 0 and local <= year.closes[i]

    def _day_after(self, day: date, n: int) -> datetime:
        """The closing of the n-th working day after `day`, n from 1."""
        number = day.year
        i = bisect_right(self._year(number).days, day) + n - 1
        while i >= len(self._year(number).days):
            i -= len(self._year(number).days)
            number += 1
        return self._year(number).ends[i]

    def _blocks_on(self, day: date) -> list[Block]:
        if day in self.days_off:
            return []
        weekday = self.worked.get(day, day).weekday()
        return sorted((one for one in self.blocks if one.weekday == weekday), key=lambda one: one.opens)

    def _year(self, number: int) -> _Year:
        year = self._years.get(number)
        if year is None:
            year = self._years[number] = self._laid_out(number)
        return year

    def _laid_out(self, number: int) -> _Year:
        if number not in YEARS:
            raise ValueError(f"the working calendar does not reach {number}: it has {YEARS[0]} to {YEARS[-1]}")
        year = _Year([], [], [], NOTHING, [], [])
        total = NOTHING
        for day in _days_of(number):
            for one in self._blocks_on(day):
                year.opens.append(datetime.combine(day, one.opens, HO_CHI_MINH))
                year.closes.append(datetime.combine(day, one.closes, HO_CHI_MINH))
                year.before.append(total)
                total += year.closes[-1] - year.opens[-1]
            if year.closes and year.closes[-1].date() == day:
                year.days.append(day)
                year.ends.append(year.closes[-1])
        return _Year(year.opens, year.closes, year.before, total, year.days, year.ends)


def _days_of(number: int) -> Iterator[date]:
    day = date(number, 1, 1)
    while day.year == number:
        yield day
        day += timedelta(days=1)


def _local(at: datetime) -> datetime:
    if at.tzinfo is HO_CHI_MINH:
        return at
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone: take moments from haidang.kernel.clock")
    return at.astimezone(HO_CHI_MINH)
