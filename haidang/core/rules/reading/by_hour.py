"""When alerts come: by weekday and hour."""

from datetime import timedelta

from django.db.models import Count
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from haidang.core.directory.queries import visible
from haidang.core.rules.models import Alert
from haidang.kernel import clock
from haidang.kernel.action import Actor

BACK = timedelta(days=28)


def raised_by_hour(actor: Actor, domain: str) -> list[list[int]]:
    """Monday first, 24 hours each: how many alerts of a domain were raised over four weeks."""
    zone = clock.HO_CHI_MINH
    rows = Alert.objects.filter(visible(actor, Alert), domain=domain, raised_at__gte=clock.now() - BACK).order_by()
    rows = rows.annotate(day=ExtractIsoWeekDay("raised_at", tzinfo=zone), hour=ExtractHour("raised_at", tzinfo=zone))
    table = [[0] * 24 for _day in range(7)]
    for day, hour, count in rows.values("day", "hour").annotate(n=Count("id")).values_list("day", "hour", "n"):
        table[day - 1][hour] = count
    return table
