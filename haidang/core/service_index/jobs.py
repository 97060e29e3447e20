"""Counting the index by itself: the periods under way each hour, those that have ended once after their end."""

from haidang.kernel import clock
from haidang.kernel.action import system
from haidang.kernel.jobs import job

from . import noting, periods
from .actions import count
from .models import Count

WHO = system("worker")
BACK = 12
"""Months that are counted when nobody has yet."""


@job(cron="17 * * * *")
def count_what_is_due() -> None:
    noting.catch_up()
    for period in due():
        count(WHO, period)


def due() -> list[periods.Period]:
    """What lies around today, and of the last year what was never counted after it had ended."""
    today = clock.today()
    now = periods.around(today)
    past = [one for one in periods.months_until(now[0], BACK) if one not in now]
    counted = dict(Count.objects.filter(period__in=[one.key for one in past]).values_list("period", "counted_at"))
    return [*now, *(one for one in past if one.key not in counted or counted[one.key] < one.end)]
