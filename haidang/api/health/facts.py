"""The state of the program as its own processes tell it by their pulse."""

from typing import Any

from django.db import connection

import haidang
from haidang.kernel import clock, pulse

NEEDED = ("rules", "worker", "intake")
RULES_LAG_LIMIT = 10.0  # seconds


def health() -> dict[str, Any]:
    """status, database, rules (with lag in seconds), worker, intake, version."""
    beats = pulse.last()
    parts = {name: _part(beats.get(name)) for name in NEEDED}
    lag = rules_lag_seconds()
    parts["rules"]["lag_seconds"] = round(lag, 3)
    well = all(part["up"] for part in parts.values()) and lag < RULES_LAG_LIMIT
    return {
        "status": "ok" if well else "degraded",
        "database": {"up": True},
        **parts,
        "version": haidang.__version__,
        "at": clock.now().isoformat(),
    }


def _part(beat: pulse.Beat | None) -> dict[str, Any]:
    if beat is None:
        return {"up": False, "why": "it has not started"}
    part = {"up": beat.is_fresh(), "at": beat.at.isoformat()}
    return part if part["up"] else {**part, "why": "it gave no sign of life for 10 s"}


def down(why: str) -> dict[str, Any]:
    return {"status": "down", "database": {"up": False, "why": why}, "version": haidang.__version__}


def rules_lag_seconds() -> float:
    """How long the oldest batch has waited for the rules process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(at) FROM batch")
        row = cursor.fetchone()
    return max(0.0, (clock.now() - row[0]).total_seconds()) if row and row[0] else 0.0
