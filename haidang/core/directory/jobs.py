"""What the directory does by the clock."""

from datetime import timedelta

from django.db.models import Q

from haidang.kernel import clock
from haidang.kernel.action import system
from haidang.kernel.jobs import job
from haidang.kernel.shared_cache import shared
from haidang.provinces.pack import chosen

from . import actions
from .models import Person
from .plan import plan_shifts

IDLE_FOR = timedelta(days=45)
"""TCVN 14423:2026, level 3: accounts that nobody used for so long are closed."""


@job(cron="5 0 * * *")
def keep_shifts_ahead() -> None:
    """Every night the roster reaches one day further."""
    plan_shifts(chosen())


@job(cron="20 0 * * *")
def close_idle_accounts() -> None:
    """Close what nobody signed in to for 45 days; an administrator opens it again. A demo keeps its accounts."""
    if chosen().province.is_fictional:
        return
    since = clock.now() - IDLE_FOR
    idle = Q(last_login__lt=since) | Q(last_login=None)
    for person in Person.objects.filter(idle, opened_at__lt=since, is_active=True, is_device=False, is_citizen=False):
        actions.change_person(system("idle accounts"), person, is_active=False)


@job(cron="*/20 * * * *")
def clear_what_expired() -> None:
    """Take what has expired out of the cache that all processes share."""
    shared().clear_expired()
