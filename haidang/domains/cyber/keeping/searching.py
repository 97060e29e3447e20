"""Search in the logs: newest first, within a time that a page can wait for; what was not reached is said."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from haidang.core.directory.permissions import decide
from haidang.kernel import clock
from haidang.kernel.action import Actor, Invalid, Refused

MOST = 200
PATIENCE_MS = 4_000
LONGEST = timedelta(days=31)
NAMES = "at, source_id, level, app, kind, src, account, port, message, fields, form"


@dataclass(frozen=True, slots=True)
class Wanted:
    """`words` must all be in the message; the rest are whole values. Times are moments, `until` not included."""

    since: datetime
    until: datetime
    words: str = ""
    host: str = ""
    app: str = ""
    kind: str = ""
    src: str = ""
    user: str = ""
    level: int | None = None

    def said(self) -> dict[str, Any]:
        names = ("words", "host", "app", "kind", "src", "user", "level")
        asked = {name: getattr(self, name) for name in names if getattr(self, name) not in ("", None)}
        return asked | {"since": self.since.isoformat(), "until": self.until.isoformat()}


@dataclass(frozen=True, slots=True)
class Hit:
    at: datetime
    host: str
    level: int | None
    app: str
    kind: str
    src: str
    user: str
    port: int | None
    message: str
    fields: dict[str, Any]
    form: str


@dataclass(frozen=True, slots=True)
class Hits:
    """`is_cut`: there are more than are shown; `reached` is where the search had to stop, None when it came through."""

    records: list[Hit] = field(default_factory=list)
    is_cut: bool = False
    reached: datetime | None = None


def search(actor: Actor, wanted: Wanted) -> Hits:
    """Hour by hour backwards, doubling, until enough is found or the time is up. Raises Invalid, Refused."""
    decision = decide(actor, "log_record.read")
    if not decision:
        raise Refused(decision.because)
    if wanted.until <= wanted.since:
        raise Invalid("until", _("Khoảng thời gian rỗng."), wanted.until)
    if wanted.until - wanted.since > LONGEST:
        raise Invalid("since", _("Tìm nhiều nhất 31 ngày một lần."), wanted.since)
    condition, values = _condition(wanted)
    found: list[Hit] = []
    end, step, began = wanted.until, timedelta(hours=1), clock.now()
    while end > wanted.since and len(found) <= MOST:
        start = max(wanted.since, end - step)
        left = PATIENCE_MS - int((clock.now() - began).total_seconds() * 1000)
        rows = _rows(condition, values, start, end, MOST + 1 - len(found), left) if left > 0 else None
        if rows is None:
            return Hits(found[:MOST], len(found) > MOST, end)
        found += rows
        end, step = start, step * 2
    return Hits(found[:MOST], len(found) > MOST)


def _condition(wanted: Wanted) -> tuple[str, list[Any]]:
    parts: list[str] = ["TRUE"]
    values: list[Any] = []
    for column, value in (("app", wanted.app), ("kind", wanted.kind), ("src", wanted.src), ("account", wanted.user)):
        if value:
            parts.append(f"{column} = %s")
            values.append(value)
    if wanted.host:
        parts.append("source_id IN (SELECT id FROM log_source WHERE host ILIKE %s)")
        values.append(f"%{_literal(wanted.host)}%")
    if wanted.level is not None:
        parts.append("level <= %s")
        values.append(wanted.level)
    for word in wanted.words.split():
        parts.append("message ILIKE %s")
        values.append(f"%{_literal(word)}%")
    return " AND ".join(parts), values


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _rows(
    condition: str, values: list[Any], start: datetime, end: datetime, most: int, left_ms: int
) -> list[Hit] | None:
    """None when the time was up."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {int(left_ms)}")
            cursor.execute(
                f"SELECT {NAMES}, (SELECT host FROM log_source WHERE id = source_id) FROM log_record"  # noqa: S608 - ours
                f" WHERE at >= %s AND at < %s AND {condition} ORDER BY at DESC LIMIT %s",
                [start, end, *values, most],
            )
            rows = cursor.fetchall()
            cursor.execute("SET LOCAL statement_timeout = DEFAULT")
    except OperationalError:
        return None
    return [_hit(row) for row in rows]


def _hit(row: tuple[Any, ...]) -> Hit:
    at, _source, level, app, kind, src, user, port, message, fields, form, host = row
    said = json.loads(fields) if isinstance(fields, str) else (fields or {})
    return Hit(
        at.astimezone(clock.HO_CHI_MINH), host or "", level, app, kind, src or "", user or "", port, message, said, form
    )
