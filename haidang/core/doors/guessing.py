"""How a table of readings is probably meant: which column is the moment, which the station, which number is which series.

A guess is shown and may be changed; nothing is written by it. Days come before months where both would fit.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from haidang.core.pulling.numbers import number
from haidang.core.pulling.table import Row, Table
from haidang.core.things.models import Series, Source, Thing
from haidang.kernel import manifest, registry
from haidang.kernel.bilingual import shown
from haidang.kernel.pull import SERIES, Pull, Take
from haidang.kernel.text import folded

LOOKED_AT = 500  # rows
FORMS = (
    "", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%H:%M:%S %d/%m/%Y", "%H:%M %d/%m/%Y", "%d-%m-%Y %H:%M:%S",
    "%d-%m-%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y%m%d%H%M%S",
    "%Y%m%d%H%M", "%d/%m/%Y", "%d-%m-%Y", "%Y%m%d", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y",
)  # fmt: skip
"""As strptime has them; "" is ISO 8601 or seconds since 1970."""
DAYS, TIMES = ("%d/%m/%Y", "%d-%m-%Y", "%Y%m%d", "%m/%d/%Y"), ("%H:%M:%S", "%H:%M", "%H%M%S")
MOMENT = (
    "thoi gian",
    "thoi diem",
    "ngay gio",
    "gio do",
    "ngay do",
    "datetime",
    "timestamp",
    "time",
    "date",
    "ngay",
    "at",
)
HOUR = ("gio", "time", "hour")
THING = ("ma tram", "tram", "thiet bi", "ma thiet bi", "diem do", "station", "device", "thing", "sensor", "code", "ma")
QUANTITY = ("thong so", "chi so", "parameter", "quantity", "series", "ten thong so")
VALUE = ("gia tri", "ket qua", "value", "so do")
_UNIT = re.compile(r"[\(\[]\s*([^)\]]+?)\s*[\)\]]")
_SIGNS = re.compile(r"[^a-z0-9]")
_EPOCH = re.compile(r"\d{10}(\d{3})?")


@dataclass(frozen=True)
class Known:
    """What a source brings: its things by the words that mean them, its series by theirs."""

    things: tuple[Thing, ...]
    series: dict[str, manifest.Series] = field(hash=False)
    of_thing: dict[str, frozenset[str]] = field(hash=False, default_factory=dict)

    @cached_property
    def thing_words(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for one in self.things:
            for word in (one.name_en, one.name_vi, one.alias, one.code):
                if word:
                    found[_key(word)] = one.code
        return found

    @cached_property
    def series_words(self) -> dict[str, str]:
        """A name goes before a symbol: stations of different kinds call different things Temp."""
        symbols = {_key(word): key for key, one in self.series.items() for word in one.symbols}
        names = {_key(word): key for key, one in self.series.items() for word in (one.name.en, one.name.vi, key)}
        return symbols | names

    def narrowed(self, codes: Iterable[str]) -> "Known":
        """With the series of these things alone, if they have any."""
        keys = frozenset[str]().union(*(self.of_thing.get(code, frozenset()) for code in codes))
        return Known(self.things, {key: one for key, one in self.series.items() if key in keys}) if keys else self


def known(source: Source) -> Known:
    rows = Series.objects.filter(source=source).select_related("thing").order_by("thing__sort_key", "key")
    things = {row.thing_id: row.thing for row in rows}
    series = {row.key: facts for row in rows if (facts := registry.series(row.thing.domain, row.key))}
    of_thing: dict[str, set[str]] = {}
    for row in rows:
        of_thing.setdefault(row.thing.code, set()).add(row.key)
    return Known(tuple(things.values()), series, {code: frozenset(keys) for code, keys in of_thing.items()})


def guess(table: Table, here: Known) -> Pull:
    """How it is probably meant; parts that cannot be told stay empty."""
    rows = table.rows[:LOOKED_AT]
    at, at_as, joined = _moment(table.columns, rows)
    taken = {at, *joined.get(at, "").split("\n")}
    left = [name for name in table.columns if name not in taken]
    thing = _thing(left, rows, here)
    left = [name for name in left if name != thing]
    here = here.narrowed(things_of(rows, thing, here).values())
    name, value = _long(left, rows, here)
    values = {} if name else _wide(left, here)
    numbers = [value] if name else list(values)
    units = {code: unit for column, code in values.items() if (unit := unit_in(column, here.series[code]))}
    factors = {code: here.series[code].units[unit] for code, unit in units.items() if unit in here.series[code].units}
    take = Take(
        to=SERIES, values=values, name=name, value=value, names=_names(rows, name, here.series_words),
        factors=factors, at=at, at_as=at_as, thing=thing, things=things_of(rows, thing, here),
    )  # fmt: skip
    return Pull(way="folder", take=take, columns=joined, decimal=_decimal(rows, numbers))  # type: ignore[arg-type]


def things_of(rows: Iterable[Row], column: str, here: Known) -> dict[str, str]:
    """What the table calls the things, and their codes; without a column the only one there is."""
    if not column:
        return {"": here.things[0].code} if len(here.things) == 1 else {}
    words = {str(row.get(column) or "").strip() for row in rows}
    return {word: here.thing_words[_key(word)] for word in sorted(words) if _key(word) in here.thing_words}


def _names(rows: Iterable[Row], column: str, words: dict[str, str]) -> dict[str, str]:
    if not column:
        return {}
    said = {str(row.get(column) or "").strip() for row in rows}
    return {word: words[_key(_plain(word))] for word in sorted(said) if _key(_plain(word)) in words}


def names_of(rows: Iterable[Row], column: str, here: Known) -> dict[str, str]:
    """What the table calls the series, and their keys."""
    return _names(rows, column, here.series_words)


def _moment(columns: list[str], rows: list[Row]) -> tuple[str, str, dict[str, str]]:
    """Column, form, and the two columns it is joined of where day and time stand apart."""
    ordered = sorted(columns, key=lambda name: _rank(name, MOMENT))
    for column in ordered:
        form = form_of([row.get(column) for row in rows], FORMS)
        if form is None:
            continue
        beside = next(
            (one for one in columns if one != column and _rank(one, HOUR) < len(HOUR) and _is_time(rows, one)), None
        )
        if (form in DAYS or _is_midnight(rows, column)) and beside:
            name = f"{column} {beside}"
            day = form or "%Y-%m-%d"
            time = form_of([row.get(beside) for row in rows], TIMES)
            return name, f"{day} {time}", {name: f"{column}\n{beside}"}
        return column, form, {}
    return "", "", {}


def _is_time(rows: list[Row], column: str) -> bool:
    return form_of([row.get(column) for row in rows], TIMES) is not None


def _is_midnight(rows: list[Row], column: str) -> bool:
    return all(re.fullmatch(r"\d{4}-\d\d-\d\d(T00:00:00)?", str(row.get(column) or "").strip()) for row in rows)


def form_of(cells: Iterable[object], forms: Iterable[str]) -> str | None:
    """The first form that fits nearly all cells that are not empty; None when none does."""
    texts = [text for cell in cells if (text := str("" if cell is None else cell).strip())]
    if not texts:
        return None
    for form in forms:
        if sum(_fits(text, form) for text in texts) >= 0.9 * len(texts):
            return form
    return None


def _fits(text: str, form: str) -> bool:
    if not form and text.isdecimal():
        return _EPOCH.fullmatch(text) is not None
    try:
        datetime.strptime(text, form) if form else datetime.fromisoformat(text)  # noqa: DTZ007
    except ValueError:
        return False
    return True


def _thing(columns: list[str], rows: list[Row], here: Known) -> str:
    def share(column: str) -> float:
        cells = [str(row.get(column) or "").strip() for row in rows]
        return sum(_key(one) in here.thing_words for one in cells) / max(1, len(cells))

    best = max(columns, key=share, default="")
    if best and share(best) >= 0.5:
        return best
    return next((one for one in columns if _rank(one, THING) < len(THING)), "")


def _long(columns: list[str], rows: list[Row], here: Known) -> tuple[str, str]:
    """The columns with the name of the quantity and with its value, where each row has one."""
    for column in columns:
        cells = [str(row.get(column) or "").strip() for row in rows]
        if cells and sum(_key(_plain(one)) in here.series_words for one in cells) >= 0.5 * len(cells):
            rest = [one for one in columns if one != column]
            value = min(rest, key=lambda one: (_rank(one, VALUE), not _is_number(rows, one)), default="")
            return (column, value) if value else ("", "")
    return "", ""


def _is_number(rows: list[Row], column: str) -> bool:
    return all(re.fullmatch(r"[-+\d.,\s]*", str(row.get(column) or "")) for row in rows)


def _wide(columns: list[str], here: Known) -> dict[str, str]:
    found: dict[str, str] = {}
    for column in columns:
        code = here.series_words.get(_key(_plain(column)))
        if code and code not in found.values():
            found[column] = code
    return found


def unit_in(column: str, series: manifest.Series) -> str:
    """The unit that the name of a column gives in brackets, if the series knows it."""
    said = _UNIT.search(column)
    if not said:
        return ""
    plain = {_key_of_unit(one): one for one in (series.unit, *series.units)}
    return plain.get(_key_of_unit(said[1]), "")


def _decimal(rows: list[Row], columns: list[str]) -> str:
    """The sign before decimals: what all cells can be read by; a comma is preferred where both fit and one is there."""
    texts = [
        text for row in rows for name in columns if isinstance(cell := row.get(name), str) and (text := cell.strip())
    ]

    def fits(sign: str) -> int:
        count = 0
        for text in texts:
            try:
                number(text, sign)
                count += 1
            except ValueError:
                pass
        return count

    return "," if any("," in text for text in texts) and fits(",") >= fits(".") else "."


def _rank(column: str, words: tuple[str, ...]) -> int:
    """How early a column's name comes in a list of words; the length of the list when it does not."""
    name = folded(_plain(column))
    for rank, word in enumerate(words):
        if name == word or re.search(rf"\b{word}\b", name):
            return rank
    return len(words)


def _plain(text: str) -> str:
    return _UNIT.sub("", text)


def _key(word: str) -> str:
    return _SIGNS.sub("", folded(word))


def _key_of_unit(unit: str) -> str:
    return (
        unit.casefold()
        .replace("µ", "u")
        .replace("μ", "u")
        .replace("³", "3")
        .replace("²", "2")
        .replace(" ", "")
        .replace("°", "o")
    )


def label(series: manifest.Series) -> str:
    return f"{shown(series.name)} ({series.unit})" if series.unit else shown(series.name)
