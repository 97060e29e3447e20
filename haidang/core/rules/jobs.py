"""What is done for alerts by the worker; the rules process judges and escalates."""

from haidang.kernel.jobs import job

from .alerts import followers, of_indicators


@job(cron="* * * * *")
def tell_followers() -> None:
    followers.tell()


@job(cron="* * * * *")
def watch_indicators() -> None:
    of_indicators.watch()
