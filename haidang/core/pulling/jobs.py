"""Reading what is due, each source as a job of its own, so that a slow one holds up no other."""

from haidang.kernel import clock
from haidang.kernel.action import system
from haidang.kernel.jobs import job, later

from . import running
from .models import Pull

WHO = system("pulling")


@job(cron="* * * * *")
def look() -> None:
    due = Pull.objects.filter(is_on=True, next_at__lte=clock.now(), source__is_paused=False)
    for pk in due.order_by("next_at").values_list("pk", flat=True):
        later(read_one, pull=pk)


@job(retries=1)
def read_one(pull: int) -> None:
    row = running.claim(pull)
    if row is not None:
        running.run(WHO, row)


job(cron="15 3 * * *")(running.forget_old_runs)
