"""How a system of somebody else is read: which way, where, how often, and what of its rows becomes which number.

Written in the `pull` table of a source in `domain.toml` or in a province's `things.toml`, and kept in the same shape when
it is set up on screen.
"""

from collections.abc import Iterator
from math import isfinite
from typing import Annotated, Any, Literal, get_args

from msgspec import Meta

from . import clock
from .facts import Duration, Facts

Way = Literal["http_json", "http_csv", "sql", "folder", "feed", "page"]
Proof = Literal["none", "basic", "bearer", "header"]
WAYS: tuple[Way, ...] = get_args(Way)
PROOFS: tuple[Proof, ...] = get_args(Proof)
INDICATORS, SERIES = "indicators", "series"
FEED_COLUMNS = ("id", "title", "link", "summary", "published", "author", "categories")
SQL_SCHEMES = ("postgresql", "mysql")
SHORTEST_EVERY = "1m"


class Take(Facts, frozen=True, kw_only=True):
    """What becomes of the rows. Columns are named as the source names them; codes are ours.

    to: `indicators`, `series`, or `<domain>.<key>`, one of the `TAKES` of a domain's module `pulls`.
    values: column -> code of an indicator, or key of a series: a column for each number.
    name, value, names: or one number a row, `name` telling which (`names`: their word -> our code).
    period, period_as: the column with the period, written as ours (2026-07, 2026-Q3), as a day (2026-07-15) or as
    `period_as` says (%m/%Y); without a column the period that runs. place, places: the column, and their code -> our key;
    without a column the province. thing, things: the same for series; at, at_as: their moment, else that of reading.
    where: only rows whose column has this text. factors: code -> what a number is multiplied with.
    """

    to: str = INDICATORS
    values: dict[str, str] = {}
    name: str = ""
    value: str = ""
    names: dict[str, str] = {}
    factors: dict[str, float] = {}
    period: str = ""
    period_as: str = ""
    place: str = ""
    places: dict[str, str] = {}
    thing: str = ""
    things: dict[str, str] = {}
    at: str = ""
    at_as: str = ""
    where: dict[str, str] = {}

    @property
    def columns(self) -> list[str]:
        """Every column that must be there, in the order of the facts."""
        single = (self.name, self.value, self.period, self.place, self.thing, self.at)
        return list(dict.fromkeys([*self.values, *(one for one in single if one), *self.where]))

    @property
    def feeds(self) -> list[str]:
        """The codes of what it gives numbers to, as far as the facts name them."""
        if self.to == INDICATORS:
            return sorted({*self.values.values(), *self.names.values()})
        return []


class Pull(Facts, frozen=True, kw_only=True):
    """One way of reading.

    address: of a page or service; for `sql` postgresql://user@host:port/database or mysql://...; for `folder` the pattern
    of file names in the source's own folder of the home (*.csv). query: of `sql`, one SELECT. rows: of `http_json` the path
    to the list (data.items), of `page` the CSS selector of one row. columns: of `http_json` name -> path within a row, of
    `page` name -> CSS selector, with @attribute for what is not its text.
    secret: the name of a secret of the home; one typed on screen is kept sealed with the source and comes first.
    """

    way: Way
    address: str = ""
    every: Duration = "1h"
    take: Take = Take()
    rows: str = ""
    columns: dict[str, str] = {}
    query: str = ""
    delimiter: Annotated[str, Meta(min_length=1, max_length=1)] = ","
    encoding: str = "utf-8"
    decimal: Literal[".", ","] = "."
    proof: Proof = "none"
    user: str = ""
    header: str = ""
    secret: str = ""
    timeout: Duration = "20s"
    most_bytes: Annotated[int, Meta(ge=1_000, le=50_000_000)] = 5_000_000
    most_rows: Annotated[int, Meta(ge=1, le=100_000)] = 10_000
    on: bool = True


Problem = tuple[str, Any, str]
"""(where in the facts, the value there, what to do)"""


def contradictions(one: Pull) -> Iterator[Problem]:
    """What can be known of the facts alone."""
    yield from _of_way(one)
    yield from _of_take(one.take, one.way)
    for name, text, least in (("every", one.every, SHORTEST_EVERY), ("timeout", one.timeout, "1s")):
        try:
            length = clock.duration(text)
        except ValueError as error:
            yield name, text, str(error)
            continue
        if length < clock.duration(least):
            yield name, text, f"no shorter than {least}"
        if name == "timeout" and length > clock.duration("2m"):
            yield name, text, "no longer than 2m"
    if one.proof == "header" and not one.header:
        yield "header", "", "name the header that carries the secret"


def _of_way(one: Pull) -> Iterator[Problem]:
    if one.way == "sql":
        if one.address and one.address.partition("://")[0] not in SQL_SCHEMES:
            yield "address", one.address, "write postgresql://user@host:port/database or mysql://..."
        first = one.query.split(None, 1)[0].casefold() if one.query.split() else ""
        if first not in ("select", "with"):
            yield "query", one.query, "write one SELECT"
    elif one.way == "folder":
        if "/" in one.address or ".." in one.address:
            yield "address", one.address, "write a pattern of file names, like *.csv"
    elif one.address and not one.address.startswith(("http://", "https://", "{outside}")):
        yield "address", one.address, "begin with http:// or https://"
    if one.way == "page" and not (one.rows and one.columns):
        yield "rows", one.rows, "give the selector of a row and of its columns"


def _of_take(take: Take, way: Way) -> Iterator[Problem]:
    if take.to not in (INDICATORS, SERIES):
        if "." not in take.to:
            yield "take.to", take.to, "write indicators, series, or <domain>.<key>"
        return
    if not take.values and not (take.name and take.value):
        yield "take.values", take.values, "say which column is which number, or give take.name and take.value"
    if take.values and (take.name or take.value):
        yield "take.name", take.name, "either a column for each number or one number a row, not both"
    if take.to == SERIES and not take.thing and not take.things:
        yield "take.thing", take.thing, "name the column with the code of the thing"
    for code, factor in take.factors.items():
        if not isfinite(factor):
            yield "take.factors", f"{code} = {factor}", "multiply with a number that has an end"
