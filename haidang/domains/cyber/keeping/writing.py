"""Records into the database: one COPY a batch and the sums of its hours, in one transaction."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import msgspec
from django.db import connection, transaction

from haidang.domains.cyber.logs.record import Record

COLUMNS = "at, received_at, source_id, level, facility, form, app, kind, src, account, port, message, fields"
HOUR = 3_600_000_000
SECOND = 1_000_000
_encode = msgspec.json.Encoder().encode
_seconds: dict[int, str] = {}


def write(records: Sequence[Record]) -> None:
    """All or none of them. Raises Django's database errors."""
    body = "".join(map(_line, records)).encode("utf-8", "replace")
    sums = Counter((one.at_us // HOUR, one.source, one.kind) for one in records)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL synchronous_commit = off"
        )  # a second of logs may go with the power, senders do not wait
        with cursor.copy(f"COPY log_record ({COLUMNS}) FROM STDIN") as copy:
            copy.write(body)
        _add(cursor, sums)


def _add(cursor, sums: Counter[tuple[int, int, str]]) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    keys = sorted(sums)
    cursor.execute(
        "INSERT INTO log_hour (hour, source_id, kind, records)"
        " SELECT to_timestamp(hour * 3600), source, kind, records"
        " FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::bigint[]) AS given (hour, source, kind, records)"
        " ON CONFLICT (hour, source_id, kind) DO UPDATE SET records = log_hour.records + excluded.records",
        [[hour for hour, _, _ in keys], [source for _, source, _ in keys], [kind for _, _, kind in keys],
         [sums[key] for key in keys]],
    )  # fmt: skip


def _line(one: Record) -> str:
    """As COPY's text form wants it; an empty cell of what may be unknown is NULL."""
    fields = "\\N"
    if one.fields:
        fields = _safe(_encode(one.fields).decode())
    at, received = _moment(one.at_us), _moment(one.received_us)
    level = one.level if one.level >= 0 else "\\N"
    facility = one.facility if one.facility >= 0 else "\\N"
    port = one.port if one.port >= 0 else "\\N"
    src = _safe(one.src) if one.src else "\\N"
    user = _safe(one.user) if one.user else "\\N"
    return (
        f"{at}\t{received}\t{one.source}\t{level}\t{facility}\t{one.form}\t{_safe(one.app)}\t{_safe(one.kind)}\t{src}\t"
        f"{user}\t{port}\t{_safe(one.message)}\t{fields}\n"
    )


def _safe(text: str) -> str:
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if "\n" in text or "\t" in text or "\r" in text:
        text = text.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return text


def _moment(us: int) -> str:
    second, rest = divmod(us, SECOND)
    stem = _seconds.get(second)
    if stem is None:
        if len(_seconds) > 5_000:
            _seconds.clear()
        stem = _seconds[second] = datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%d %H:%M:%S")
    return f"{stem}.{rest:06d}+00"


def by_source(records: Iterable[Record]) -> Counter[int]:
    return Counter(one.source for one in records)
