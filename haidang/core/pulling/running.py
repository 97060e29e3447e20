"""One reading from beginning to end: claimed, read outside of any transaction, taken in one, its outcome kept.

A fault overwrites nothing. It is tried again soon, then less and less soon; who answers for the source is told at once
when the source itself changed, else when it fails for the third time.
"""

import logging
import time
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from haidang.kernel import clock
from haidang.kernel.action import Actor, Invalid
from haidang.kernel.bilingual import same
from haidang.kernel.facts import Words

from . import telling
from .faults import SHAPE, Fault
from .kinds.folder import put_away
from .mapping import check_columns
from .models import Pull, PullRun
from .reading import folder_of, read
from .table import Table
from .taking import Brought, first_of, take

log = logging.getLogger(__name__)

BACK_OFF = tuple(clock.duration(text) for text in ("1m", "5m", "15m", "1h"))
LOST_AFTER = timedelta(minutes=5)
"""A reading that was begun so long ago was killed."""
KEEP_RUNS_FOR = timedelta(days=30)
TELL_AT = 3
STATE = (
    "begun_at", "tried_at", "good_at", "failing_since", "failures", "problem", "told_vi", "told_en",
)  # fmt: skip
MARKS = ("next_at", "columns", "etag", "modified", "digest")


def claim(pk: int, *, now: bool = False) -> Pull | None:
    """Nobody else reads it meanwhile. None where it is off, not due, or being read."""
    moment = clock.now()
    free = Q(begun_at=None) | Q(begun_at__lt=moment - LOST_AFTER)
    due = Q() if now else Q(is_on=True, next_at__lte=moment, source__is_paused=False)
    if not Pull.objects.filter(free, due, pk=pk).update(begun_at=moment):
        return None
    return Pull.objects.select_related("source__office__place").get(pk=pk)


def run(actor: Actor, row: Pull, *, anew: bool = False) -> PullRun:
    """Read a claimed source and take what it brings."""
    began = time.monotonic()
    table: Table | None = None
    try:
        table = read(row, anew=anew)
        outcome = finish(actor, row, table)
    except Fault as fault:
        outcome = _failed(actor, row, fault, table)
    except Exception as error:
        log.exception("pull %s", row.source.key)
        outcome = _failed(actor, row, Fault("broken", why=same(f"{type(error).__name__}: {error}"[:200])), table)
    outcome.took_ms = int((time.monotonic() - began) * 1000)
    outcome.save()
    return outcome


def finish(actor: Actor, row: Pull, table: Table, *, is_file: bool = False) -> PullRun:
    """Take a table. Raises Fault with nothing changed."""
    now = clock.now()
    outcome = PullRun(pull=row, at=now, took_ms=0, outcome="same", rows=len(table.rows), size=table.size)
    with transaction.atomic():
        if not table.is_same:
            outcome.outcome = "taken"
            _took(outcome, _taken(actor, row, table))
        if row.failures:
            telling.recovered(actor, row)
        _well(row, table, now, is_file=is_file)
    put_away(folder_of(row.source.key), table.files, "done")
    return outcome


def _taken(actor: Actor, row: Pull, table: Table) -> Brought:
    check_columns(table, row.says.take, row.columns)
    try:
        with transaction.atomic():
            return take(actor, row.source, row.says, table)
    except Invalid as error:
        raise Fault("broken", why=same(f"{error.field}: {error.message}")) from None


def _took(outcome: PullRun, brought: Brought) -> None:
    outcome.new, outcome.changed, outcome.lot = brought.new, brought.changed, brought.lot
    outcome.wrong = len({one.row for one in brought.wrong})
    if brought.wrong:
        outcome.outcome = "partly"
        _say(outcome, first_of(brought.wrong))


def _say(outcome: PullRun, words: Words) -> None:
    outcome.told_vi, outcome.told_en = words.vi[:2000], words.en[:2000]


def _well(row: Pull, table: Table, now: datetime, *, is_file: bool) -> None:
    row.begun_at = row.failing_since = None
    row.tried_at = row.good_at = now
    row.failures, row.problem, row.told_vi, row.told_en = 0, "", "", ""
    if not is_file:
        row.next_at = now + clock.duration(row.says.every)
    if not table.is_same:
        row.columns = table.columns
        row.etag, row.modified, row.digest = table.etag, table.modified, table.digest
    _keep(row)


def _keep(row: Pull) -> None:
    """How it stands. The marks for the next reading only where nobody has changed meanwhile how it is read."""
    row.save(update_fields=STATE)
    Pull.objects.filter(pk=row.pk, facts=row.facts).update(**{name: getattr(row, name) for name in MARKS})


def _failed(actor: Actor, row: Pull, fault: Fault, table: Table | None) -> PullRun:
    now, words = clock.now(), fault.words
    outcome = PullRun(pull=row, at=now, took_ms=0, outcome="failed", problem=fault.kind)
    outcome.rows, outcome.size = (len(table.rows), table.size) if table else (0, 0)
    _say(outcome, words)
    was, every = row.problem, clock.duration(row.says.every)
    row.begun_at, row.tried_at, row.failures = None, now, row.failures + 1
    row.failing_since = row.failing_since or now
    row.problem, row.told_vi, row.told_en = fault.kind, outcome.told_vi, outcome.told_en
    row.next_at = now + min(BACK_OFF[min(row.failures, len(BACK_OFF)) - 1], every)
    with transaction.atomic():
        if (fault.kind in SHAPE and was != fault.kind) or (fault.kind not in SHAPE and row.failures == TELL_AT):
            telling.failing(actor, row, words)
        _keep(row)
    if fault.kind in SHAPE:
        put_away(folder_of(row.source.key), [*fault.files, *(table.files if table else [])], "failed")
    return outcome


def forget_old_runs() -> None:
    PullRun.objects.filter(at__lt=clock.now() - KEEP_RUNS_FOR).delete()
