"""The daily partitions of `log_record`: made before they are needed, indexed when their day is over, dropped at its end."""

import tomllib
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from django.db import connection, transaction

from haidang.core.things.models import Thing
from haidang.kernel import clock

BACK, AHEAD = 8, 2  # days; a sender's clock is believed a week back
FACTS = Path(__file__).parent.parent / "facts" / "retention.toml"
TURN = 4_711_021
SEARCHED = (("src", "src, at", "src IS NOT NULL"), ("source", "source_id, at", ""), ("kind", "kind, at", "kind <> ''"))


def name_of(day: date) -> str:
    return f"log_record_{day:%Y%m%d}"


def ensure(today: date | None = None) -> None:
    """The partitions of the days on which records may fall."""
    around = today or clock.today()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])
        for day in (around + timedelta(days=offset) for offset in range(-BACK, AHEAD + 1)):
            name, start, end = name_of(day), clock.start_of(day), clock.start_of(day + timedelta(days=1))
            cursor.execute("SELECT to_regclass(%s)", [name])
            if cursor.fetchone()[0] is None:
                cursor.execute(f"CREATE TABLE {name} (LIKE log_record)")
                cursor.execute(f"CREATE INDEX {name}_at ON {name} USING brin (at) WITH (pages_per_range = 16)")
                bounds = f"FROM ('{start.isoformat()}') TO ('{end.isoformat()}')"
                cursor.execute(f"ALTER TABLE log_record ATTACH PARTITION {name} FOR VALUES {bounds}")


def index_closed(today: date | None = None) -> int:
    """Indexes for searches in days that are over: while a day is written they would cost more than they bring."""
    made = 0
    for day in days():
        if day < (today or clock.today()):
            with connection.cursor() as cursor:
                for key, columns, where in SEARCHED:
                    name = f"{name_of(day)}_{key}"
                    cursor.execute("SELECT to_regclass(%s)", [name])
                    if cursor.fetchone()[0] is None:
                        only = f" WHERE {where}" if where else ""
                        cursor.execute(f"CREATE INDEX {name} ON {name_of(day)} ({columns}){only}")
                        made += 1
    return made


def drop_old(today: date | None = None) -> list[date]:
    """Days that need no longer be kept, dropped whole."""
    last = (today or clock.today()) - timedelta(days=kept_days())
    old = [day for day in days() if day < last]
    for day in old:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {name_of(day)}")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM log_hour WHERE hour < %s", [clock.start_of(last)])
    return old


def days() -> list[date]:
    """The days that have a partition, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'log_record'::regclass")
        names = [name for (name,) in cursor.fetchall()]
    stamps = sorted(name.rsplit("_", 1)[1] for name in names)
    return [datetime.strptime(stamp, "%Y%m%d").date() for stamp in stamps]  # noqa: DTZ007 - a day, no moment


@cache
def _facts() -> dict[str, dict[str, int]]:
    return tomllib.loads(FACTS.read_text(encoding="utf-8"))


def kept_days() -> int:
    """What the highest level of the province's systems asks for; what serves citizens online asks for twelve months."""
    facts = _facts()
    asked = [facts["months"]["3"], facts["online_service"]["months"]]
    systems = Thing.objects.filter(type="information_system").values_list("fields", flat=True)
    asked += [facts["months"].get(str(fields.get("level", "")), 0) for fields in systems]
    return max(asked) * 31
