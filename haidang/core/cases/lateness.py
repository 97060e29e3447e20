"""Which open cases are late and which soon will be: the one definition that lists, counts and boards go by.

Late is a case of which a clock has run out, whether somebody has been told of it yet or not. One that waits for the
citizen is not made late by the wait, and one whose clocks have stopped (its result waits to be fetched) is not late any
more. `Case.is_late` says the same of one row.
"""

from datetime import timedelta

from django.db.models import Q

from haidang.kernel import clock

SOON = timedelta(days=2)
RUNNING = Q(ended_at=None, stopped_at=None, paused_at=None)


def late() -> Q:
    return Q(ended_at=None) & (Q(overdue_at__isnull=False) | (RUNNING & Q(due_at__lt=clock.now())))


def soon() -> Q:
    """Not late yet, but within two days."""
    now = clock.now()
    return RUNNING & Q(overdue_at=None, due_at__gte=now, due_at__lt=now + SOON)
