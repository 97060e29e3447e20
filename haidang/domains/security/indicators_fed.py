"""Events and violations become indicators by commune and day. What is simulated is left to the simulator of figures."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from haidang.core.directory.models import Place, valid_on
from haidang.core.indicators.actions import Entry
from haidang.core.indicators.bringing.pushing import push
from haidang.core.indicators.bringing.taking import Given
from haidang.kernel import clock
from haidang.kernel.action import Actor, system

from .book import EVENTS, OPEN
from .models import OrderEvent, Violation

WHO = system("security")
TOWNS = ("ward", "commune", "special_zone")
OLD = timedelta(days=30)
NOTE = "đếm từ sổ vụ việc, vi phạm"


def feed(days: Iterable[date], actor: Actor = WHO) -> int:
    """Send the counts of these days; how many figures were taken."""
    given = [one for day in days for one in figures(day)]
    if not given:
        return 0
    pushed = push(actor, Entry(None), given, whole=False, label="Sổ vụ việc, vi phạm", source_text=NOTE)
    return len(given) - len({one.at for one in pushed.problems})


def figures(day: date) -> list[Given]:
    """Of every commune, 0 where nothing happened; nothing at all before the first real row is kept."""
    start, end = clock.start_of(day), clock.start_of(day + timedelta(days=1))
    found: dict[str, dict[int, float]] = {}
    real = OrderEvent.objects.filter(is_simulated=False)
    if real.filter(at__lt=end).exists():
        found |= _of_events(real.filter(at__gte=start, at__lt=end))
    seen = Violation.objects.filter(is_simulated=False)
    if seen.filter(taken_at__lt=end).exists():
        moments = {"detected": "taken_at", "checked": "checked_at", "rejected": "ended_at", "processed": "ended_at"}
        for key, moment in moments.items():
            rows = seen.filter(**{f"{moment}__gte": start, f"{moment}__lt": end})
            rows = rows.filter(state=key) if moment == "ended_at" else rows
            found[f"security.{key}"] = _counted(rows)
        if day == clock.today():
            left = seen.filter(state__in=OPEN)
            found["security.unprocessed"] = _counted(left)
            found["security.unprocessed_old"] = _counted(left.filter(at__lt=end - OLD))
    communes = list(Place.objects.filter(valid_on(day), kind__in=TOWNS).values_list("pk", "key"))
    return [
        Given(code, key, day.isoformat(), counts.get(pk, 0.0), NOTE)
        for code, counts in found.items()
        for pk, key in communes
    ]


def _of_events(rows: QuerySet[OrderEvent]) -> dict[str, dict[int, float]]:
    found: dict[str, dict[int, float]] = {}
    for key in sorted({name for kind in EVENTS.values() for name in kind.counts}):
        kinds = [kind.key for kind in EVENTS.values() if key in kind.counts]
        found[f"security.{key}"] = _counted(rows.filter(kind__in=kinds))
    harm = rows.values_list("place").annotate(
        died=Sum("deaths", filter=Q(kind="accident")), hurt=Sum("injured", filter=Q(kind="accident")),
        burnt=Sum("deaths", filter=Q(kind="fire")),
    ).order_by()  # fmt: skip
    table = list(harm.values_list("place", "died", "hurt", "burnt"))
    for at, key in enumerate(("accident_deaths", "accident_injured", "fire_deaths"), 1):
        found[f"security.{key}"] = {row[0]: float(row[at] or 0) for row in table}
    return found


def _counted(rows: QuerySet[Any]) -> dict[int, float]:
    return {pk: float(count) for pk, count in rows.values_list("place").annotate(Count("pk")).order_by()}
