"""What the centre knows of itself, as readings. Each question stands alone: one that fails leaves its series without a
reading, which shows as silence, and the others go on."""

import logging
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db import DatabaseError, connection, transaction

from haidang.core.telemetry import quality
from haidang.core.telemetry.archive import watching
from haidang.core.telemetry.record import Reading
from haidang.core.telemetry.sources import COUNTS
from haidang.kernel import clock, home, pulse
from haidang.kernel.action import system

from . import chain, safety
from .parts import QUEUE, SAFETY, SOURCES, STORAGE, code_of

log = logging.getLogger(__name__)
ACTOR = system("centre")
GB = 1e9
WEB = "web-"
FORGETS_AFTER = timedelta(minutes=5)
FRESH_FOR = timedelta(minutes=5)
Values = dict[str, float]
REFUSED = ("rejected",)


def readings(at: datetime) -> list[Reading]:
    """Everything that can be told of the moment `at`, which is now."""
    asked: list[tuple[str, Callable[[datetime], Values]]] = [
        (QUEUE, queues), (SOURCES, sources), (STORAGE, storage), (SAFETY, safety_of),
    ]  # fmt: skip
    found = [Reading(code, key, at, value) for code, ask in asked for key, value in _asked(ask, at).items()]
    return [*found, *_of_processes(at)]


def _asked(ask: Callable[[datetime], Values], at: datetime) -> Values:
    try:
        with transaction.atomic():
            return ask(at)
    except (DatabaseError, OSError) as error:
        log.warning("%s could not be told: %s", ask.__name__, error)
        return {}


def processes(at: datetime) -> dict[str, Values]:
    """By process: age of its last sign of life, memory; the web processes together, with their open streams."""
    found: dict[str, Values] = {}
    for name, beat in pulse.last().items():
        age = max(0.0, (at - beat.at).total_seconds())
        memory = float(beat.state.get("memory_mb") or 0)
        if not name.startswith(WEB):
            found[name] = {"pulse_age": age} | ({"memory": memory} if memory and beat.is_fresh() else {})
            continue
        web = found.setdefault("web", {"pulse_age": age, "memory": 0.0, "stream_clients": 0.0})
        web["pulse_age"] = min(web["pulse_age"], age)
        if beat.is_fresh():
            web["memory"] += memory
            web["stream_clients"] += float(beat.state.get("streams") or 0)
    found.pop("sim", None)  # of the demo, no part of a centre
    return found


def _of_processes(at: datetime) -> Iterator[Reading]:
    for name, values in processes(at).items():
        for key, value in values.items():
            yield Reading(code_of(name), key, at, round(value, 1))


def forget_gone(at: datetime) -> None:
    """Web processes are named by their number: those gone are forgotten, unless it is the last that was there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM pulse WHERE process LIKE 'web-%%' AND at < %s"
            " AND at < (SELECT max(at) FROM pulse WHERE process LIKE 'web-%%')",
            [at - FORGETS_AFTER],
        )


def queues(at: datetime) -> Values:
    """What waits, and how long the oldest has waited."""
    found = {
        "rules_lag": _number("SELECT coalesce(extract(epoch FROM %s - min(at)), 0) FROM batch", at),
        "batches_waiting": _number("SELECT count(*) FROM batch"),
        "jobs_waiting": _number(_WAITING, at),
        "jobs_late": _number(_LATE, at - timedelta(minutes=2), at - timedelta(minutes=2)),
        "jobs_failed": _number(_FAILED, at - timedelta(hours=1)),
        "outgoing_waiting": _number("SELECT count(*) FROM webhook_delivery WHERE state = 'waiting'")
        + _number("SELECT count(*) FROM message WHERE state IN ('waiting', 'queued')"),
    }
    lag = _number(_LAG, at - FRESH_FOR)
    return {key: max(0.0, value) for key, value in (found | {"ingest_lag": lag}).items()}


_WAITING = (
    "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= %s)"
)
_LATE = """
SELECT count(*) FROM procrastinate_jobs AS job WHERE status = 'todo' AND (
    scheduled_at < %s OR scheduled_at IS NULL AND EXISTS (
        SELECT FROM procrastinate_events WHERE job_id = job.id AND type = 'deferred' AND at < %s))
"""
_FAILED = "SELECT count(*) FROM procrastinate_events WHERE type = 'failed' AND at > %s"
_LAG = """
SELECT percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM latest.received_at - latest.at))
FROM latest JOIN series ON series.id = latest.series_id
WHERE latest.received_at > %s AND series.cadence_seconds <= 60 AND latest.quality <> 6
"""


def sources(at: datetime) -> Values:
    """Readings a minute in the hour under way, the share that was refused, sources of which nothing is fresh."""
    hour = clock.hour_of(at)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(f'coalesce(sum({one}), 0)' for one in COUNTS)} FROM source_hour WHERE hour = %s",  # noqa: S608
            [hour],
        )
        counts = dict(zip(COUNTS, map(int, cursor.fetchone()), strict=True))
    every, refused = sum(counts.values()), sum(counts[one] for one in REFUSED)
    minutes = max((at - hour).total_seconds() / 60, 1.0)
    judged = [one for one in quality.sources_by_fault(ACTOR) if one.source.key != "centre"]
    speaking = [one for one in judged if sum(one.quality.states.values())]
    silent = [one for one in speaking if not one.quality.states.get("live") and not one.source.is_paused]
    found = {"readings_rate": every / minutes, "sources_silent": float(len(silent))}
    if every:
        found["refused_share"] = 100 * refused / every
    if speaking:
        found["sources_silent_share"] = 100 * len(silent) / len(speaking)
    return found


def storage(at: datetime) -> Values:
    """The disk of the centre's folder and its database."""
    root = home.here().root
    disk = shutil.disk_usage(root)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database()), current_setting('max_connections')::int")
        size, most = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")
        [used] = cursor.fetchone()
        cursor.execute("SELECT blks_hit, blks_hit + blks_read FROM pg_stat_database WHERE datname = current_database()")
        hit, read = cursor.fetchone()
    archive = home.here().root / "archive"
    kept = sum(one.stat().st_size for one in archive.rglob("*") if one.is_file()) if archive.is_dir() else 0
    found = {
        "disk_free": 100 * disk.free / disk.total,
        "disk_free_gb": disk.free / GB,
        "db_size": size / GB,
        "archive_size": kept / GB,
        "archive_damaged": float(watching.damaged()),
        "db_connections": 100 * used / most,
    }
    return found | ({"db_cache_hit": 100 * hit / read} if read else {})


def safety_of(at: datetime) -> Values:
    """How old the last backup is, when a certificate ends, whether the journal's chain is whole."""
    found = {"chain_state": 1.0 if chain.is_whole(at) else 0.0}
    age = safety.backup_age(at)
    if age is not None:
        found["backup_age"] = age / timedelta(hours=1)
    left = safety.certificate_left(at)
    return found | ({"cert_days": max(0.0, left / timedelta(days=1))} if left is not None else {})


def _number(question: str, *args: datetime) -> float:
    with connection.cursor() as cursor:
        cursor.execute(question, args)
        row = cursor.fetchone()
    return float(row[0]) if row and row[0] is not None else 0.0
