"""The daily partitions of `reading`: three days ahead, made by a job, or by the writer that first needs one."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import connection, transaction
from psycopg import sql

from haidang.kernel import clock

AHEAD, BACK = 3, 31
TURN = 4_711_002

_known: set[tuple[str, date]] = set()


def name_of(day: date) -> str:
    """The table of a day's readings."""
    return f"reading_{day:%Y%m%d}"


def ensure(days: Iterable[date]) -> None:
    """Make the partitions that are missing. A table is attached, which does not block readers of the others."""
    database = str(connection.settings_dict["NAME"])
    kept_since = clock.today() - timedelta(days=BACK)  # older ones may have been dropped since they were seen
    missing = [day for day in sorted(set(days)) if day < kept_since or (database, day) not in _known]
    if not missing:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        take_turn()
        cursor.execute(
            "SELECT name FROM unnest(%s::text[]) AS name WHERE to_regclass(name) IS NULL", [[*map(name_of, missing)]]
        )
        absent = {name for (name,) in cursor.fetchall()}
        for day in missing:
            if name_of(day) in absent:
                _make(day)
        transaction.on_commit(lambda: _known.update((database, day) for day in missing))


def take_turn() -> None:
    """Writers of readings take turns: one transaction at a time, over all processes (docs/why/one-writer.md)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


def _make(day: date) -> None:
    table = sql.Identifier(name_of(day))
    bounds = (sql.Literal(clock.start_of(one).isoformat()) for one in (day, day + timedelta(days=1)))
    create = sql.SQL("CREATE TABLE {} (LIKE reading INCLUDING ALL)").format(table)
    attach = sql.SQL("ALTER TABLE reading ATTACH PARTITION {} FOR VALUES FROM ({}) TO ({})")
    with connection.cursor() as cursor:
        cursor.execute(create.as_string())
        cursor.execute(attach.format(table, *bounds).as_string())


def around(today: date, back: int = BACK, ahead: int = AHEAD) -> list[date]:
    """The days on which readings that come in today may fall."""
    return [today + timedelta(days=offset) for offset in range(-back, ahead + 1)]


def prepare_days() -> None:
    """Setup calls it once; afterwards it keeps the days ahead ready."""
    ensure(around(clock.today()))
