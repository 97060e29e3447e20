"""A service that answers in JSON: a list of objects at a path, or one object."""

import json
from typing import Any

from django.utils.translation import gettext_noop as msgid

from haidang.core.pulling import http
from haidang.core.pulling.faults import Fault
from haidang.core.pulling.table import Row, Table, of_records
from haidang.core.pulling.way_in import WayIn
from haidang.kernel.bilingual import both
from haidang.kernel.pull import Pull

from .html import refuse_page


def read(one: Pull, way_in: WayIn) -> Table:
    got = http.get(one, way_in.secret, way_in.etag, way_in.modified)
    if got.body is None or got.digest == way_in.digest:
        return Table.same()
    table = of_records(records(got.body, got.kind, one))
    table.size, table.etag, table.modified, table.digest = len(got.body), got.etag, got.modified, got.digest
    return table


def records(body: bytes, kind: str, one: Pull) -> list[Row]:
    """Raises Fault."""
    refuse_page(body, kind)
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise Fault("unreadable", why=both(msgid("không phải JSON"))) from None
    found = at(told, one.rows)
    found = [found] if isinstance(found, dict) else found
    if not isinstance(found, list) or not found or not all(isinstance(row, dict) for row in found):
        raise Fault("no_rows", where=one.rows or "/")
    if len(found) > one.most_rows:
        raise Fault("too_large", limit=both(msgid("%(count)s dòng"), count=one.most_rows))
    if one.columns:
        return [{name: _plain(at(row, path)) for name, path in one.columns.items()} for row in found]
    return [{str(name): _plain(value) for name, value in row.items()} for row in found]


def at(told: Any, path: str) -> Any:
    """What lies at a path of names and numbers (data.items.0.value); None where nothing does."""
    for step in filter(None, path.split(".")):
        if isinstance(told, dict):
            told = told.get(step)
        elif isinstance(told, list) and step.isdecimal() and int(step) < len(told):
            told = told[int(step)]
        else:
            return None
    return told


def _plain(value: Any) -> Any:
    return (
        value if value is None or isinstance(value, str | int | float | bool) else json.dumps(value, ensure_ascii=False)
    )
