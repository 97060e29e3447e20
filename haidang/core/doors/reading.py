"""A table read as its facts say: readings with the lines they stand on, and every row that is wrong with its reason."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext_noop as msgid

from haidang.core.pulling.mapping import mapped
from haidang.core.pulling.table import Table
from haidang.core.telemetry import book
from haidang.core.telemetry.readings import Delivery, Reading, Sender, resolve
from haidang.core.things.models import Source
from haidang.kernel.bilingual import both
from haidang.kernel.facts import Words
from haidang.kernel.pull import Pull

from .guessing import Known
from .opening import Opened

NOT_HERE = msgid("%(thing)s không có trong nguồn này.")


@dataclass(frozen=True, slots=True)
class Bad:
    """What is wrong on a line of the file."""

    line: int
    column: str
    why: Words


@dataclass(slots=True)
class Found:
    """`lines[i]` is where `readings[i]` stands. `bad` is in the order of lines."""

    readings: list[Reading] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)

    @property
    def bad_lines(self) -> list[int]:
        return sorted({one.line for one in self.bad})

    @property
    def told(self) -> list[tuple[int, Words]]:
        """What is wrong by line, with the column where one is meant."""
        return [(one.line, in_column(one.column, one.why)) for one in self.bad]


def in_column(column: str, why: Words) -> Words:
    """Why, with the column it is said of before it."""
    return Words(vi=f"{column}: {why.vi}", en=f"{column}: {why.en}") if column else why


def missing(one: Pull) -> Words | None:
    """What of the facts is not said yet; nothing can be read before."""
    take = one.take
    if not take.at:
        return both(msgid("Chọn cột thời điểm đo."))
    if not take.values and not (take.name and take.value):
        return both(msgid("Chọn ít nhất một cột số liệu, hoặc cột tên thông số và cột giá trị."))
    if not take.thing and not take.things:
        return both(msgid("Chọn cột trạm, thiết bị; hoặc chọn một thiết bị cho cả bảng."))
    return None


def read(opened: Opened, one: Pull, source: Source, here: Known, now: datetime) -> Found:
    """Nothing is written. A row is wrong as a whole when any of its numbers is."""
    result = mapped(_joined(opened.table, one), one)
    bad = [Bad(opened.lines[wrong.row - 1], wrong.column, wrong.words) for wrong in result.wrong]
    lines = [opened.lines[row - 1] for row in result.origin]
    own = {thing.code for thing in here.things}
    columns = resolve(Delivery(sender_of(source, here), result.readings, now), book.current())
    strange = {place: reading.thing for place, reading in enumerate(result.readings) if reading.thing not in own}
    strange |= {stranger.index: stranger.thing for stranger in columns.unknown}
    bad += [Bad(lines[place], one.take.thing, both(NOT_HERE, thing=thing)) for place, thing in strange.items()]
    bad += [Bad(lines[refused.index], "", refused.told) for refused in columns.rejected if refused.index not in strange]
    wrong = {refused.line for refused in bad}
    kept = [place for place, line in enumerate(lines) if line not in wrong]
    bad = sorted(dict.fromkeys(bad), key=lambda each: each.line)
    return Found([result.readings[place] for place in kept], [lines[place] for place in kept], bad)


def sender_of(source: Source, here: Known) -> Sender:
    """Speaks for the things of its source alone."""
    return Sender(f"table:{source.key}", tuple(one.code for one in here.things) or ("-",), source.key)


def _joined(table: Table, one: Pull) -> Table:
    """With the columns that are joined of two, such as day and time."""
    if not one.columns:
        return table
    parts = {name: of.split("\n") for name, of in one.columns.items()}
    rows = [
        row | {name: " ".join(_part(row.get(part)) for part in of) for name, of in parts.items()} for row in table.rows
    ]
    return Table([*table.columns, *parts], rows)


def _part(cell: object) -> str:
    return str("" if cell is None else cell).strip().removesuffix("T00:00:00")
