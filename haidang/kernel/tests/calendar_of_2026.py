"""The weeks of office hours that the examples are worked on by hand: 07:30-11:30 and 13:00-17:00, Monday to Friday.

    January 2026                     February 2026                    August, September 2026
Mo Tu We Th Fr Sa Su             Mo Tu We Th Fr Sa Su             Mo Tu We Th Fr Sa Su
          1x 2s 3  4              9 10 11 12 13 14 15             17 18 19 20 21 22w 23
 5  6  7  8  9 10w 11            16x 17x 18x 19x 20x 21 22        24 25 26 27 28 29 30
12 13 14 15 16 17 18             23 24 25 26 27 28               31s  1x  2x  3  4  5  6

x holiday (16-20/2 is Tết), s given off, w a Saturday worked instead (10/1 for 2/1, 22/8 for 31/8)
"""

from datetime import date, datetime, time, timedelta

from haidang.kernel.clock import HO_CHI_MINH
from haidang.kernel.working_time import Block, WorkingTime

MORNING = (time(7, 30), time(11, 30))
AFTERNOON = (time(13, 0), time(17, 0))
TET = [date(2026, 2, day) for day in range(16, 21)]
OTHERS = [date(2026, 1, 1), date(2026, 1, 2), date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2)]

HOURS = WorkingTime(
    blocks=tuple(Block(weekday, *half) for weekday in range(5) for half in (MORNING, AFTERNOON)),
    days_off=frozenset(TET + OTHERS),
    worked={date(2026, 1, 10): date(2026, 1, 2), date(2026, 8, 22): date(2026, 8, 31)},
    known_years=frozenset({2026}),
    unsure=frozenset({date(2026, 11, 24)}),
)


def at(words: str) -> datetime:
    """'13/2 16:00' in 2026, local."""
    day, _, hour = words.partition(" ")
    moment = datetime.strptime(f"{day}/2026 {hour or '0:00'}", "%d/%m/%Y %H:%M")
    return moment.replace(tzinfo=HO_CHI_MINH)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)
