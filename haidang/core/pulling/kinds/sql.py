"""A table of another database by one SELECT: PostgreSQL, MySQL, MariaDB. Read-only by the session, bounded in time and rows."""

import hashlib
import re
from typing import Any
from urllib.parse import unquote

from django.utils.translation import gettext_noop as msgid

from haidang.core.pulling.faults import Fault
from haidang.core.pulling.reaching import Place, reached
from haidang.core.pulling.table import Row, Table
from haidang.core.pulling.way_in import WayIn
from haidang.kernel import clock
from haidang.kernel.bilingual import both
from haidang.kernel.pull import SQL_SCHEMES, Pull

_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/", re.DOTALL)


def read(one: Pull, way_in: WayIn) -> Table:
    """Raises Fault."""
    query = one.query.strip().rstrip(";")
    if ";" in _QUOTED.sub("", query):
        raise Fault("setting", why=both(msgid("chỉ một câu SELECT")))
    place = reached(one.address, SQL_SCHEMES)
    ask = _postgresql if place.url.scheme == "postgresql" else _mysql
    columns, found = ask(one, place, way_in.secret, query)
    if len(found) > one.most_rows:
        raise Fault("too_large", limit=both(msgid("%(count)s dòng"), count=one.most_rows))
    if not found:
        raise Fault("no_rows", where="SELECT")
    digest = hashlib.sha256(repr((columns, found)).encode()).hexdigest()
    if digest == way_in.digest:
        return Table.same()
    rows: list[Row] = [dict(zip(columns, map(_plain, row), strict=True)) for row in found]
    return Table(columns, rows, digest=digest)


Answer = tuple[list[str], list[tuple[Any, ...]]]


def _postgresql(one: Pull, place: Place, secret: str, query: str) -> Answer:
    import psycopg

    limit = int(clock.duration(one.timeout).total_seconds())
    user = unquote(place.url.username or "") or one.user
    try:
        with psycopg.connect(
            host=place.host, hostaddr=str(place.ip), port=place.port, user=user, password=secret or None,
            dbname=unquote(place.url.path.lstrip("/")), connect_timeout=limit, application_name="haidang",
            options=f"-c default_transaction_read_only=on -c statement_timeout={limit * 1000}",
        ) as connection, connection.cursor() as cursor:  # fmt: skip
            # Prepared: the server itself takes no second statement, however the quotes of the first are written.
            cursor.execute(f"DECLARE pulled NO SCROLL CURSOR FOR {query}".encode(), prepare=True)
            found = cursor.execute(b"FETCH FORWARD %d FROM pulled" % (one.most_rows + 1)).fetchall()
            return [column.name for column in cursor.description or ()], found
    except psycopg.errors.QueryCanceled:
        raise Fault("slow", limit=one.timeout) from None
    except psycopg.OperationalError as error:
        raise Fault("unreachable", why=_first_line(error)) from None
    except psycopg.Error as error:
        raise Fault("unreadable", why=_first_line(error)) from None


def _mysql(one: Pull, place: Place, secret: str, query: str) -> Answer:
    import pymysql
    from pymysql.cursors import SSCursor

    limit = int(clock.duration(one.timeout).total_seconds())
    user = unquote(place.url.username or "") or one.user
    try:
        connection = pymysql.connect(
            host=str(place.ip), port=place.port, user=user, password=secret, charset="utf8mb4",
            database=unquote(place.url.path.lstrip("/")) or None, connect_timeout=limit, read_timeout=limit,
            write_timeout=limit, cursorclass=SSCursor, autocommit=False,
        )  # fmt: skip
    except pymysql.err.Error as error:
        raise Fault("unreachable", why=_first_line(error)) from None
    try:
        with connection.cursor() as cursor:
            cursor.execute("START TRANSACTION READ ONLY")
            cursor.execute(query)
            found = list(cursor.fetchmany(one.most_rows + 1))
            return [str(column[0]) for column in cursor.description or ()], found
    except pymysql.err.OperationalError as error:
        if "timed out" in str(error):
            raise Fault("slow", limit=one.timeout) from None
        raise Fault("unreadable", why=_first_line(error)) from None
    except pymysql.err.Error as error:
        raise Fault("unreadable", why=_first_line(error)) from None
    finally:
        connection._force_close()  # type: ignore[attr-defined]  # what is left of a long answer is not read


def _first_line(error: Exception) -> str:
    return str(error.args[-1] if error.args else error).splitlines()[0][:200]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
