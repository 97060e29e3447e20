"""What the worker does for the economy: the marks that payments of projects are held against."""

from haidang.core.telemetry import book
from haidang.core.telemetry.record import Reading, Sender, record
from haidang.core.things.models import Thing
from haidang.kernel import clock
from haidang.kernel.jobs import job

from . import marks

SENDER = Sender("economy", source="economy_computed")
SERIES = "disbursed_planned"


@job(cron="5,35 * * * *")
def set_marks() -> None:
    """Of each project, once a day; new projects have theirs within half an hour."""
    known, now = book.current().ids, clock.now()
    codes = Thing.objects.filter(type="public_project", state="active").values_list("code", flat=True)
    share = round(marks.planned(clock.today()), 1)
    readings = [Reading(code, SERIES, now, share) for code in codes if (code, SERIES) in known]
    if readings:
        record(SENDER, readings)
