"""What the worker does for the economy: the marks that payments of projects are held against."""

from datetime import timedelta

from haidang.core.telemetry import book
from haidang.core.telemetry import queries as telemetry
from haidang.core.telemetry.record import Reading, Sender, record
from haidang.core.things.models import Thing
from haidang.kernel import clock
from haidang.kernel.action import system
from haidang.kernel.jobs import job

from . import marks

AGAIN = timedelta(hours=23)
SENDER = Sender("economy", source="economy_computed")
SERIES = "disbursement_lag"
ACTOR = system("economy")


@job(cron="5,35 * * * *")
def hold_against_marks() -> None:
    """How far each project is below the mark of today: once a day, and when its payments changed."""
    known, now = book.current().ids, clock.now()
    codes = list(Thing.objects.filter(type="public_project", state="active").values_list("code", flat=True))
    newest = telemetry.latest(ACTOR, things=codes).by_name()
    readings = []
    for code in codes:
        paid, before = newest.get((code, "disbursed")), newest.get((code, SERIES))
        if paid is None or (code, SERIES) not in known:
            continue
        lag = round(marks.planned(clock.today()) - paid.value, 1)
        if before is None or before.value != lag or now - before.at > AGAIN:
            readings.append(Reading(code, SERIES, now, lag))
    if readings:
        record(SENDER, readings)
