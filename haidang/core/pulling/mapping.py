"""From the rows of a table to figures of indicators or readings of series, as a pull's facts say; what is wrong is named by row."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.utils.translation import gettext_noop as msgid

from haidang.core.indicators import book
from haidang.core.indicators.bringing.taking import Given
from haidang.core.telemetry.readings import Reading
from haidang.kernel import clock, periods
from haidang.kernel.bilingual import both
from haidang.kernel.facts import Words
from haidang.kernel.pull import SERIES, Pull, Take

from .faults import Fault
from .numbers import number
from .table import Row, Table


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong in a row, counted from 1."""

    row: int
    column: str
    words: Words


@dataclass(slots=True)
class Mapped:
    """`rows` of the table gave these; `origin` is the row of each, counted from 1."""

    given: list[Given] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    origin: list[int] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.given) + len(self.readings)


def check_columns(table: Table, take: Take, known: list[str]) -> None:
    """Raises Fault where a column that is needed has gone; `known` are those of the last good reading."""
    needed = take.columns or known
    missing = [name for name in needed if name not in table.columns]
    if missing:
        raise Fault("columns", missing=", ".join(missing), there=", ".join(table.columns)[:300] or "–")


def mapped(table: Table, one: Pull) -> Mapped:
    """Figures or readings, with what is wrong; nothing is written."""
    found = Mapped()
    for at, row in enumerate(table.rows, 1):
        if all(_text(row, name) == text for name, text in one.take.where.items()):
            _row(found, at, row, one)
    return found


def _row(found: Mapped, at: int, row: Row, one: Pull) -> None:
    take = one.take
    for column, code in _cells(row, take):
        try:
            value = _value(row, column, code, one)
            if value is None:
                continue
            value *= take.factors.get(code, 1.0)
            if take.to == SERIES:
                found.readings.append(Reading(_thing(row, take), code, _moment(row, take), value))
            else:
                found.given.append(Given(code, _place(row, take), _period(row, take, code), value))
            found.origin.append(at)
        except _Bad as bad:
            found.wrong.append(Wrong(at, bad.column, bad.words))


def _value(row: Row, column: str, code: str, one: Pull) -> float | None:
    if not code:
        raise _Bad(one.take.name, msgid("Không biết “%(word)s” là chỉ tiêu nào."), word=row.get(one.take.name))
    try:
        return number(row.get(column), one.decimal)
    except ValueError:
        raise _Bad(column, msgid("“%(cell)s” không phải một số."), cell=str(row.get(column))[:40]) from None


class _Bad(Exception):
    def __init__(self, column: str, message: str, **facts: object) -> None:
        super().__init__(column)
        self.column, self.words = column, both(message, **facts)


def _cells(row: Row, take: Take) -> Iterator[tuple[str, str]]:
    """Column and code of each number of a row; "" for a word that the facts do not know."""
    yield from take.values.items()
    if take.name and take.value:
        word = _text(row, take.name)
        yield take.value, take.names.get(word, "" if take.names else word)


def _text(row: Row, name: str) -> str:
    """What a cell says, "" for one that is empty or null."""
    cell = row.get(name)
    return "" if cell is None else str(cell).strip()


def _place(row: Row, take: Take) -> str:
    if not take.place:
        return ""
    word = _text(row, take.place)
    if take.places and word not in take.places:
        raise _Bad(take.place, msgid("Không biết “%(word)s” là nơi nào."), word=word[:40])
    return take.places.get(word, word)


def _thing(row: Row, take: Take) -> str:
    word = _text(row, take.thing) if take.thing else ""
    if take.things:
        if word not in take.things:
            raise _Bad(take.thing, msgid("Không biết “%(word)s” là thiết bị nào."), word=word[:40])
        return take.things[word]
    return word


def _moment(row: Row, take: Take) -> datetime:
    if not take.at:
        return clock.now()
    text = _text(row, take.at)
    try:
        if text.isdecimal() and not take.at_as:  # seconds or milliseconds since 1970
            seconds = int(text) / (1000 if len(text) > 11 else 1)
            return datetime.fromtimestamp(seconds, UTC)
        moment = datetime.strptime(text, take.at_as) if take.at_as else datetime.fromisoformat(text)  # noqa: DTZ007
    except (ValueError, OverflowError, OSError):
        raise _Bad(take.at, msgid("“%(text)s” không phải thời điểm."), text=text[:40]) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.HO_CHI_MINH)


def _period(row: Row, take: Take, code: str) -> str:
    entry = book.current().by_code.get(code)
    kind = entry.period if entry else "day"
    if not take.period:
        return periods.containing(clock.today(), kind).text
    text = _text(row, take.period)
    try:
        if take.period_as:
            return periods.containing(datetime.strptime(text, take.period_as).date(), kind).text  # noqa: DTZ007
        try:
            return periods.read(text).text
        except periods.NoPeriod:
            return periods.containing(_day(text), kind).text
    except ValueError:
        raise _Bad(take.period, msgid("“%(text)s” không phải kỳ nào."), text=text[:40]) from None


def _day(text: str) -> date:
    moment = datetime.fromisoformat(text)
    day: date = (moment.astimezone(clock.HO_CHI_MINH) if moment.tzinfo else moment).date()
    return day
