"""Which permits their office is reminded of: 90 days and 30 days before they end, and when they have ended."""

from datetime import date

from haidang.kernel import clock
from haidang.kernel.action import system

from . import actions
from .models import SOON, Permit

WHO = system("environment")
CLOSE = 30
"""days"""


def remind_ending() -> int:
    """How many were told."""
    today, told = clock.today(), 0
    for one in Permit.objects.filter(valid_to__lte=today + SOON, revoked_on=None).select_related("office", "place"):
        mark = mark_of(one, today)
        if one.told_for != mark:
            actions.remind(WHO, one, mark)
            told += 1
    return told


def mark_of(permit: Permit, day: date) -> str:
    assert permit.valid_to
    left = (permit.valid_to - day).days
    return "ended" if left < 0 else "close" if left <= CLOSE else "soon"
