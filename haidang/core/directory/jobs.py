"""What the directory does by the clock."""

from datetime import timedelta

from haidang.kernel.action import system
from haidang.kernel.jobs import job
from haidang.kernel.shared_cache import shared
from haidang.provinces.pack import chosen

from . import actions, reviews
from .plan import plan_shifts
from .signing_in.idle import idle_people

WHO = system("idle accounts")


@job(cron="5 0 * * *")
def keep_shifts_ahead() -> None:
    """Every night the roster reaches one day further."""
    plan_shifts(chosen())


@job(cron="20 0 * * *")
def close_idle_accounts() -> None:
    """Close what nobody signed in to for as long as limits.toml says; an administrator opens it again. A demo keeps its
    accounts. Who is warned of it beforehand: core/notices/idle.py, which can tell people."""
    if chosen().province.is_fictional:
        return
    for one in list(idle_people(timedelta(0))):
        actions.close_account(WHO, one.person, why="idle")


@job(cron="30 0 * * *")
def review_accounts() -> None:
    """Begin the next review of accounts and duties when it is time, and end one whose lines are all answered."""
    reviews.keep_going()


@job(cron="*/20 * * * *")
def clear_what_expired() -> None:
    """Take what has expired out of the cache that all processes share."""
    shared().clear_expired()
