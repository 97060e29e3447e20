"""Records into the database: one COPY a batch and the sums of its hours, in one transaction."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache

import msgspec
from django.db import connection, transaction

from haidang.domains.cyber.logs.record import Record

COLUMNS = "at, received_at, source_id, level, facility, form, app, kind, src, account, port, message, fields"
HOUR = 3_600_000_000
SECOND = 1_000_000
_encode = msgspec.json.Encoder().encode


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
    sort = _sort(one.source, one.level, one.facility, one.form, one.app, one.kind)
    port = one.port if one.port >= 0 else "\\N"
    return f"{at}\t{received}\t{sort}\t{_cell(one.src)}\t{_cell(one.user)}\t{port}\t{_safe(one.message)}\t{fields}\n"


@lru_cache(20_000)
def _sort(source: int, level: int, facility: int, form: str, app: str, kind: str) -> str:
    """What thousands of records share."""
    known = (number if number >= 0 else "\\N" for number in (level, facility))
    return "\t".join(map(str, (source, *known, form, _safe(app), _safe(kind))))


@lru_cache(20_000)
def _cell(text: str) -> str:
    return _safe(text) if text else "\\N"


def _safe(text: str) -> str:
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if "\n" in text or "\t" in text or "\r" in text:
        text = text.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return text


@lru_cache(5_000)
def _moment(us: int) -> str:
    second, rest = divmod(us, SECOND)
    return f"{_second(second)}.{rest:06d}+00"


@lru_cache(5_000)
def _second(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%d %H:%M:%S")


def by_source(records: Iterable[Record]) -> Counter[int]:
    return Counter(one.source for one in records)
