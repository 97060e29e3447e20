"""The alerts that one transaction changes: locked and read at once, written at once.

An action of somebody at the desk opens a ledger of the one alert and its peers; a turn of the rules process one of all
alerts it may touch, so that a flood costs a few statements and not a few for each alert. Rows are locked by number,
whoever locks them, so that nobody waits in a circle.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from haidang.core.directory.models import Person
from haidang.core.rules.models import Alert
from haidang.kernel import clock
from haidang.kernel.ids import public_code

RECENT = timedelta(days=1)  # a closed alert this old takes no repeat
RELATED = ("place", "office", "owner", "thing", "series", "rule_version__rule")
FIXED = {
    "id", "code", "rule", "rule_version", "series", "thing", "place", "domain", "data_class", "is_simulated", "unit",
    "decimals", "why", "direction", "title_vi", "title_en", "opened_at", "raised_at", "value_open",
    "told_at", "stood",
}  # fmt: skip
_CHANGING = [field for field in Alert._meta.concrete_fields if field.name not in FIXED]
_WRITE = f"UPDATE alert SET {', '.join(f'{field.column} = %s' for field in _CHANGING)} WHERE id = %s"  # noqa: S608 - our names

Pair = tuple[int, int]


class Ledger:
    """Alerts by rule and series, and by series and direction."""

    def __init__(self, rows: "QuerySet[Alert]", expected: int = 0) -> None:
        """`expected` is how many new alerts there may be: their codes and numbers are taken in one go."""
        self._held: dict[int, Alert] = {}
        self._of_pair: dict[Pair, Alert] = {}
        self._peers: dict[tuple[int, int], list[Alert]] = defaultdict(list)
        self._new: dict[int, Alert] = {}
        self._people: dict[str, Person | None] = {}
        self._changed: dict[int, Alert] = {}
        for alert in rows.select_for_update(of=("self",)).select_related(*RELATED).order_by("id"):
            self._hold(alert)
        self._reserved = _reserve(expected) if expected else []

    @classmethod
    def of(cls, alert: Alert) -> "Ledger":
        peers = Q(series=alert.series_id, direction=alert.direction, closed_at=None) if alert.direction else Q()
        return cls(Alert.objects.filter(Q(pk=alert.pk) | peers) if peers else Alert.objects.filter(pk=alert.pk))

    @classmethod
    def of_series(cls, series: Iterable[int], expected: int) -> "Ledger":
        recent = Q(closed_at=None) | Q(closed_at__gte=clock.now() - RECENT, returned_at__isnull=False)
        return cls(Alert.objects.filter(recent, series__in=list(series)), expected)

    @classmethod
    def of_many(cls, numbers: Iterable[int]) -> "Ledger":
        """These alerts and their peers."""
        wanted = list(numbers)
        series = list(Alert.objects.filter(pk__in=wanted).values_list("series_id", flat=True))
        return cls(Alert.objects.filter(Q(pk__in=wanted) | Q(closed_at=None, series__in=series)))

    def by_number(self, number: int) -> Alert | None:
        return self._held.get(number)

    def person(self, number: str) -> Person | None:
        """Who acts on the alerts of this ledger, read once."""
        if number not in self._people:
            self._people[number] = Person.objects.filter(pk=number).first()
        return self._people[number]

    def _hold(self, alert: Alert) -> None:
        self._held[alert.pk] = alert
        self._of_pair[alert.rule_id, alert.series_id] = alert
        if alert.direction:
            self._peers[alert.series_id, alert.direction].append(alert)

    def held(self, alert: Alert) -> Alert:
        """The locked row of an alert."""
        return self._held[alert.pk]

    def latest(self, rule: int, series: int) -> Alert | None:
        """The newest alert of a rule on a series, if it is open or was lately."""
        return self._of_pair.get((rule, series))

    def peers(self, alert: Alert) -> list[Alert]:
        """The open alerts on the same series in the same direction, itself among them; none without a direction."""
        return [one for one in self._peers[alert.series_id, alert.direction] if one.is_open] if alert.direction else []

    def add(self, alert: Alert) -> None:
        """A new alert gets its number and code here."""
        alert.pk, alert.code = self._reserved.pop(0) if self._reserved else _reserve(1)[0]
        self._hold(alert)
        self._new[alert.pk] = alert

    def change(self, alert: Alert) -> None:
        if alert.pk not in self._new:
            self._changed[alert.pk] = alert

    def write(self) -> None:
        """Changed rows, then new ones: a new alert may take the place of one that was just closed."""
        for alert in (*self._new.values(), *self._changed.values()):
            alert.due_at, alert.aside = alert.next_due, alert.stands_aside
        if self._changed:
            with connection.cursor() as cursor:
                cursor.executemany(_WRITE, [_cells(alert) for alert in self._changed.values()])
        if self._new:
            Alert.objects.bulk_create(self._new.values(), batch_size=500)
        self._new, self._changed = {}, {}


def _cells(alert: Alert) -> list[Any]:
    return [*(getattr(alert, field.attname) for field in _CHANGING), alert.pk]


def _reserve(count: int) -> list[tuple[int, str]]:
    """Numbers and codes for new alerts. Codes are held for the open transaction, so that they have no gaps."""
    day = clock.today()
    stem = public_code("CB", day, 0).removesuffix("0000")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), 0)", [stem])
        cursor.execute("SELECT nextval(pg_get_serial_sequence('alert', 'id')) FROM generate_series(1, %s)", [count])
        numbers = [number for (number,) in cursor.fetchall()]
    of_day = Alert.objects.filter(raised_at__gte=clock.start_of(day), code__startswith=stem)
    last = of_day.order_by("-raised_at", "-id").values_list("code", flat=True).first()
    first = int(last.removeprefix(stem)) + 1 if last else 1
    return [(number, public_code("CB", day, first + place)) for place, number in enumerate(numbers)]
