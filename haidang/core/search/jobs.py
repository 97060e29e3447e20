"""What the worker does for search."""

from haidang.kernel.jobs import job, later

from . import following


@job(cron="* * * * *", priority=-1)
def follow() -> None:
    while following.catch_up():
        pass


@job(cron="40 2 * * *", priority=-2)
def compare_all() -> None:
    """Whatever changed without an event about it."""
    following.fill()


@job(priority=-1)
def take_facts() -> None:
    following.fill_facts()


def after_sync() -> None:
    later(take_facts)
