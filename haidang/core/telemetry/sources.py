"""Sources: their log and their hourly counts."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Literal

import numpy as np
import psycopg
from django.utils.translation import gettext_noop as msgid

from haidang.core.things.models import Source
from haidang.kernel import clock
from haidang.kernel.bilingual import both, joined
from haidang.kernel.manifest import Words

from .models import SourceLog
from .reasons import Rejection
from .wire import Int4, Int8, Moment

Level = Literal["info", "warning", "error"]
KEEP_LOG_FOR = timedelta(days=30)
COUNTS = ("good", "bad", "down", "late", "duplicate", "corrected", "rejected", "waiting")

_ADD_COUNTS = f"""
INSERT INTO source_hour AS had (source_id, hour, {", ".join(COUNTS)})
SELECT * FROM unnest({", ".join(["%s"] * (2 + len(COUNTS)))})
ON CONFLICT (source_id, hour) DO UPDATE SET {", ".join(f"{one} = had.{one} + excluded.{one}" for one in COUNTS)}
"""  # noqa: S608


def log(
    source: Source | None,
    reason: Words,
    *,
    level: Level = "error",
    sender: str = "",
    file: str = "",
    line: int | None = None,
    at: datetime | None = None,
) -> None:
    """One line in a source's log, in the open transaction."""
    SourceLog.objects.create(
        at=at or clock.now(),
        source=source,
        sender=sender,
        file=file,
        line=line,
        level=level,
        reason_vi=reason.vi,
        reason_en=reason.en,
    )


MOST_LINES = 5  # of one delivery
MOST_LINES_A_MINUTE = 60  # of one sender, in one process

_lines_told: dict[str, tuple[int, int]] = {}


def log_rejected(source: int | None, sender: str, rejected: list[Rejection], at: datetime) -> None:
    """The first refused readings of a delivery and how many more there were; a noisy sender cannot fill the log."""
    told = rejected[: min(MOST_LINES, _room(sender, at))]
    if not told:
        return
    reasons = [one.told for one in told]
    if len(rejected) > len(told):
        more = both(msgid("(và %(count)s số đo khác bị từ chối)"), count=len(rejected) - len(told))
        reasons[-1] = joined([reasons[-1], more], " ")
    SourceLog.objects.bulk_create(
        SourceLog(
            at=at,
            source_id=source,
            sender=sender,
            line=one.index + 1,
            level="error",
            reason_vi=reason.vi,
            reason_en=reason.en,
        )
        for one, reason in zip(told, reasons, strict=True)
    )


def _room(sender: str, at: datetime) -> int:
    minute = int(at.timestamp() // 60)
    since, told = _lines_told.get(sender, (minute, 0))
    told = told if since == minute else 0
    _lines_told[sender] = (minute, told + MOST_LINES)
    return MOST_LINES_A_MINUTE - told


def add_counts(cursor: psycopg.Cursor[Any], hour_us: int, counts: dict[int, dict[str, int]]) -> None:
    """Add to the hourly counts of sources: source id -> count -> number."""
    ids = sorted(counts)
    columns = [np.array([counts[one].get(name, 0) for one in ids]) for name in COUNTS]
    cursor.execute(
        _ADD_COUNTS,
        [Int8(np.array(ids)), Moment(np.full(len(ids), hour_us, np.int64)), *(Int4(column) for column in columns)],
        prepare=True,
    )


def recent_log(source: Source, limit: int = 200) -> Iterable[SourceLog]:
    return SourceLog.objects.filter(source=source).order_by("-at")[:limit]


def forget_old_log() -> None:
    SourceLog.objects.filter(at__lt=clock.now() - KEEP_LOG_FOR).delete()
