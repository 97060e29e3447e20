"""A public web page: rows and their columns by CSS selectors. A column `a@href` is an attribute, made a whole address."""

from urllib.parse import urljoin

from django.utils.translation import gettext_noop as msgid
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from haidang.core.pulling import http
from haidang.core.pulling.faults import Fault
from haidang.core.pulling.reaching import whole
from haidang.core.pulling.table import Row, Table
from haidang.core.pulling.way_in import WayIn
from haidang.kernel.bilingual import both
from haidang.kernel.pull import Pull

LINKS = ("href", "src")


def read(one: Pull, way_in: WayIn) -> Table:
    got = http.get(one, way_in.secret, way_in.etag, way_in.modified)
    if got.body is None or got.digest == way_in.digest:
        return Table.same()
    rows = rows_of(got.body, one)
    return Table(list(one.columns), rows, len(got.body), got.etag, got.modified, got.digest)


def rows_of(body: bytes, one: Pull) -> list[Row]:
    """Raises Fault where no row is found, or none has a column: the page was changed."""
    tree = LexborHTMLParser(body.decode(one.encoding, "replace"))
    try:
        nodes = tree.css(one.rows)
    except (SelectolaxError, ValueError):
        raise Fault("setting", why=both(msgid("bộ chọn “%(selector)s” không đúng"), selector=one.rows)) from None
    if not nodes:
        raise Fault("no_rows", where=one.rows)
    rows = [{name: _cell(node, selector, one) for name, selector in one.columns.items()} for node in nodes]
    empty = [name for name in one.columns if all(row[name] == "" for row in rows)]
    if empty:
        there = ", ".join(name for name in one.columns if name not in empty)
        raise Fault("columns", missing=", ".join(empty), there=there or "–")
    return rows[: one.most_rows]


def _cell(node: LexborNode, selector: str, one: Pull) -> str:
    path, _sign, attribute = selector.partition("@")
    try:
        found = node.css_first(path) if path.strip() else node
    except (SelectolaxError, ValueError):
        raise Fault("setting", why=both(msgid("bộ chọn “%(selector)s” không đúng"), selector=selector)) from None
    if found is None:
        return ""
    if not attribute:
        return " ".join(found.text(separator=" ").split())
    value = found.attributes.get(attribute) or ""
    return urljoin(whole(one.address), value) if attribute in LINKS and value else value
