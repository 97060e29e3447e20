"""What the directory does by the clock."""

from haidang.kernel.jobs import job
from haidang.provinces.pack import chosen

from .plan import plan_shifts


@job(cron="5 0 * * *")
def keep_shifts_ahead() -> None:
    """Every night the roster reaches one day further."""
    plan_shifts(chosen())
