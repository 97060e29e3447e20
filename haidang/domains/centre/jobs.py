"""The centre measures itself each minute, walks its journal once a night, and says how it is used."""

from haidang.core.telemetry import book
from haidang.core.telemetry.record import Sender, record
from haidang.kernel import clock
from haidang.kernel.jobs import job

from . import chain, measuring, parts, standstill, using

SENDER = Sender("centre", source=parts.SOURCE)


@job(cron="* * * * *", retries=1, priority=50)
def measure() -> None:
    at = clock.now()
    parts.keep([*parts.FIXED, *map(parts.process_part, measuring.processes(at))])
    measuring.forget_gone(at)
    standstill.watch(at)
    known = book.current().ids
    rows = [one for one in measuring.readings(at) if (one.thing, one.series) in known]
    if rows:
        record(SENDER, rows, at)


@job(cron="20 2 * * *")
def prove_the_journal() -> None:
    chain.prove_all(clock.now())


@job(cron="55 * * * *")
def tell_use() -> None:
    using.tell()
