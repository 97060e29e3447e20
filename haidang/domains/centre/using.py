"""How the centre is used, as figures of its indicators: counted by the centre, typed by nobody."""

from collections.abc import Iterator
from datetime import date, timedelta
from statistics import median

from django.db.models import Q

from haidang.core.indicators import queries as indicators
from haidang.core.indicators.actions import Entry, take
from haidang.core.indicators.bringing.taking import Given
from haidang.core.rules.models import Alert
from haidang.core.usage import queries as usage
from haidang.kernel import clock
from haidang.kernel.action import system

ACTOR = system("centre")
DECIDED = ~Q(acknowledged_at=None) | ~Q(note="") | ~Q(incident_id=None)


def tell() -> None:
    """Yesterday once more, and today so far."""
    today = clock.today()
    given = [one for day in (today - timedelta(days=1), today) for one in of_day(day)]
    if given:
        take(ACTOR, Entry(None), given, kind="pull", label="Cách dùng trung tâm", source_text="centre", whole=False)


def of_day(day: date) -> list[Given]:
    """What is known of a day; a figure nobody can know is left out."""
    return [Given(f"centre.{key}", "", day.isoformat(), round(value, 2)) for key, value in _figures(day)]


def _figures(day: date) -> Iterator[tuple[str, float]]:
    opens = usage.opens_on(day)
    if opens is not None:
        yield "room_opens", float(opens)
        yield "roles_active", float(usage.roles_on(day))
    start, end = clock.start_of(day), clock.start_of(day + timedelta(days=1))
    alerts = Alert.objects.filter(raised_at__gte=start, raised_at__lt=end, under=None)
    if not alerts.exists() and opens is None:
        return
    yield "alerts_raised", float(alerts.count())
    closed = alerts.exclude(closed_at=None)
    if over := closed.count():
        yield "alerts_without_outcome", 100 * closed.exclude(DECIDED).count() / over
    taken = alerts.exclude(acknowledged_at=None).values_list("raised_at", "acknowledged_at")
    if waits := [(seen - raised).total_seconds() / 60 for raised, seen in taken if seen]:
        yield "minutes_to_acknowledge", median(waits)
    if day == clock.today():
        by_machine, every = indicators.automatic_share(ACTOR)
        if every:
            yield "numbers_by_hand", 100 * (every - by_machine) / every
