"""RSS and Atom: one row an entry, with the columns of kernel.pull.FEED_COLUMNS. Moments are ISO 8601, in UTC."""

import calendar
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_noop as msgid

from haidang.core.pulling import http
from haidang.core.pulling.faults import Fault
from haidang.core.pulling.table import Row, Table
from haidang.core.pulling.way_in import WayIn
from haidang.kernel.bilingual import both
from haidang.kernel.pull import FEED_COLUMNS, Pull

from .html import refuse_page


def read(one: Pull, way_in: WayIn) -> Table:
    got = http.get(one, way_in.secret, way_in.etag, way_in.modified)
    if got.body is None or got.digest == way_in.digest:
        return Table.same()
    refuse_page(got.body, got.kind)
    rows = entries(got.body)[: one.most_rows]
    return Table(list(FEED_COLUMNS), rows, len(got.body), got.etag, got.modified, got.digest)


def entries(body: bytes) -> list[Row]:
    """Raises Fault for what is neither RSS nor Atom; a feed without entries is one with nothing new."""
    import feedparser

    found: Any = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    if not found.version:
        raise Fault("unreadable", why=both(msgid("không phải RSS hay Atom")))
    return [_row(entry) for entry in found.entries]


def _row(entry: Any) -> Row:
    link = str(entry.get("link", ""))
    return {
        "id": str(entry.get("id") or link),
        "title": text_of(str(entry.get("title", ""))),
        "link": link,
        "summary": text_of(str(entry.get("summary", ""))),
        "published": _moment(entry.get("published_parsed") or entry.get("updated_parsed")),
        "author": str(entry.get("author", "")),
        "categories": ", ".join(str(one.get("term", "")) for one in entry.get("tags", [])),
    }


def text_of(markup: str) -> str:
    """The words without their markup."""
    from selectolax.lexbor import LexborHTMLParser

    if "<" not in markup and "&" not in markup:
        return " ".join(markup.split())
    body = LexborHTMLParser(markup).body
    return " ".join((body.text(separator=" ") if body else "").split())


def _moment(parsed: Any) -> str:
    return datetime.fromtimestamp(calendar.timegm(parsed), UTC).isoformat() if parsed else ""
