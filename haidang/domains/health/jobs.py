"""What the worker does for health: judging epidemics, and what the stocks come to."""

from haidang.kernel.action import system
from haidang.kernel.jobs import job

from . import epidemics, stocks

ACTOR = system("health")


@job(cron="12,42 * * * *")
def judge_epidemics() -> None:
    epidemics.judge(ACTOR)


@job(cron="17 */6 * * *")
def count_stocks() -> None:
    """Days pass: what was enough yesterday may be short today."""
    stocks.tell()
