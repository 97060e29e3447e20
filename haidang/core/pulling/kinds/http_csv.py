"""A table as CSV over HTTP; the first row names the columns."""

import csv
import io

from django.utils.translation import gettext_noop as msgid

from haidang.core.pulling import http
from haidang.core.pulling.faults import Fault
from haidang.core.pulling.table import Table, named_once
from haidang.core.pulling.way_in import WayIn
from haidang.kernel.bilingual import both
from haidang.kernel.pull import Pull

from .html import refuse_page


def read(one: Pull, way_in: WayIn) -> Table:
    got = http.get(one, way_in.secret, way_in.etag, way_in.modified)
    if got.body is None or got.digest == way_in.digest:
        return Table.same()
    refuse_page(got.body, got.kind)
    table = of_text(got.body, one)
    table.size, table.etag, table.modified, table.digest = len(got.body), got.etag, got.modified, got.digest
    return table


def of_text(body: bytes, one: Pull) -> Table:
    """Raises Fault."""
    try:
        text = body.decode("utf-8-sig" if one.encoding.replace("-", "").lower() == "utf8" else one.encoding)
    except (UnicodeDecodeError, LookupError):
        raise Fault("unreadable", why=both(msgid("không phải mã %(encoding)s"), encoding=one.encoding)) from None
    if "\0" in text:
        raise Fault("unreadable", why=both(msgid("không phải CSV")))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=one.delimiter)
    try:
        rows = [row for row in reader if any(cell.strip() for cell in row)]
    except csv.Error:
        raise Fault("unreadable", why=both(msgid("không phải CSV"))) from None
    if len(rows) < 2:
        raise Fault("no_rows", where="CSV")
    if len(rows) - 1 > one.most_rows:
        raise Fault("too_large", limit=both(msgid("%(count)s dòng"), count=one.most_rows))
    head = named_once([name.strip() for name in rows[0]])
    return Table(head, [dict(zip(head, [*row, *[""] * len(head)], strict=False)) for row in rows[1:]])
