"""Drafts whose time is over are forgotten, with their files."""

from haidang.kernel import clock
from haidang.kernel.action import system
from haidang.kernel.jobs import job

from .actions import forget
from .models import Draft

WHO = system("forms")
AT_ONCE = 500


@job(cron="35 3 * * *")
def forget_drafts() -> None:
    """Every night, in small transactions."""
    for draft in Draft.objects.filter(expires_at__lte=clock.now()).order_by("expires_at")[:AT_ONCE]:
        forget(WHO, draft, why="hết 30 ngày không làm tiếp")
