"""How every running target stands, kept by each process until figures, forecasts, targets or the hour change.

A leader's page asks for hundreds of them to show a few; they change with a lot of figures, a few times a day.
"""

import threading
from collections.abc import Hashable

from django.db import connection
from django.db.models import Q
from django.utils.translation import get_language

from haidang.core.indicators import book, targets
from haidang.core.indicators.models import Target
from haidang.core.indicators.targets import Progress, State
from haidang.kernel import clock

STATES: tuple[State, ...] = ("missed", "behind", "at_risk", "unknown", "on_course", "reached", "not_begun")
"""The worst first."""

# A sum of many numbers, not the highest: what commits after what began later changes it too.
_MARKS = """
SELECT (SELECT sum(id) FROM (SELECT id FROM indicator_lot ORDER BY id DESC LIMIT 100) AS newest),
       (SELECT sum(id) FROM (SELECT id FROM indicator_forecast ORDER BY id DESC LIMIT 100) AS newest),
       (SELECT sum(hashtext(one::text)::bigint) FROM indicator_target AS one),
       (SELECT sum(hashtext(one::text)::bigint) FROM indicator_plan AS one)
"""

_kept: dict[str, tuple[Hashable, list[Progress]]] = {}
_reading = threading.Lock()


def every() -> list[Progress]:
    """Targets of plans in force whose period has begun and not ended, of all places, the worst first; asks nobody's
    permission. Not to be changed: every page of the process has the same."""
    language, marks = get_language() or "", _marks()
    with _reading:
        if language not in _kept or _kept[language][0] != marks:
            _kept[language] = marks, _every()
        return _kept[language][1]


def _marks() -> Hashable:
    with connection.cursor() as cursor:
        cursor.execute(_MARKS)
        return book.current().version, clock.hour_of(clock.now()), *cursor.fetchone()


def _every() -> list[Progress]:
    today = clock.today()
    rows = Target.objects.filter(indicator__retired_at=None, period__lte=today)
    rows = rows.filter(Q(plan__valid_to=None) | Q(plan__valid_to__gte=today))
    rows = rows.select_related("indicator").defer("indicator__manifest", "indicator__folded")
    there = [one for one in rows.prefetch_related("plan", "place") if one.over.last >= today]
    found = targets.progress(book.current(), there)
    return sorted(found, key=lambda one: (STATES.index(one.state), one.target.indicator.code))
