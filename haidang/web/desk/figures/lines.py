"""The lines of a form: what is there, what was typed, what is wrong with it."""

from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from haidang.core.indicators.bringing import submissions
from haidang.core.indicators.bringing.asked import Cell, Form
from haidang.core.indicators.bringing.taking import Given
from haidang.core.indicators.models import Submission
from haidang.core.indicators.reading import places as reading_places
from haidang.core.indicators.reading.places import Here
from haidang.kernel.bilingual import name_of as said
from haidang.kernel.bilingual import shown
from haidang.kernel.typed_numbers import number

Where = tuple[str, str]
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One cell as shown: `place` by its name, `text` and `note` as typed or kept, `wrong` in words."""

    cell: Cell
    name: str
    place: str
    text: str
    note: str
    wrong: str


@dataclass(slots=True)
class Read:
    """What a post said: figures that can be read, the text of all, and which are no numbers."""

    given: list[Given] = field(default_factory=list)
    text: dict[Where, tuple[str, str]] = field(default_factory=dict)
    wrong: dict[Where, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chip:
    """A way to the lines of one indicator of a long form."""

    code: str
    name: str
    on: bool


def part(form: Form, wanted: str) -> tuple[Form, list[Chip]]:
    """A long form is written one indicator at a time; the others stay as they are."""
    if len(form.cells) <= AT_ONCE:
        return form, []
    entries = {cell.entry.code: cell.entry for cell in form.cells}
    code = wanted if wanted in entries else next(iter(entries))
    chips = [Chip(one.code, shown(one.facts.name), one.code == code) for one in entries.values()]
    return replace(form, cells=[cell for cell in form.cells if cell.entry.code == code]), chips


def posted(form: Form, post: QueryDict) -> Read:
    read = Read()
    for cell in form.cells:
        name, where = name_of(cell), (cell.entry.code, cell.place)
        if name not in post:
            continue
        text, note = str(post[name]).strip(), str(post.get(f"note {name}", "")).strip()
        read.text[where] = text, note
        try:
            value = number(text) if text else None
        except ValueError:
            read.wrong[where] = _("Không phải một số.")
        else:
            read.given.append(Given(cell.entry.code, cell.place, form.period.text, value, note))
    return read


def of(form: Form, row: Submission | None, read: Read | None) -> list[Line]:
    """Beside what was typed stands what is kept; an approved form shows what holds."""
    kept: dict[Where, tuple[str, str]] = {}
    wrong: dict[Where, str] = {}
    if row is not None and row.state != "approved":
        kept = {(one["indicator"], one["place"]): (_text(one["value"]), one["note"]) for one in row.cells}
        for one in submissions.problems(row):
            at = row.cells[one.at]
            wrong.setdefault((at["indicator"], at["place"]), one.message)
    if read is not None:
        kept, wrong = kept | read.text, wrong | read.wrong
    places = reading_places.named({cell.place_id for cell in form.cells})
    return [_line(cell, places, kept, wrong) for cell in form.cells]


def _line(cell: Cell, places: dict[int, Here], kept: dict[Where, tuple[str, str]], wrong: dict[Where, str]) -> Line:
    where, here = (cell.entry.code, cell.place), places.get(cell.place_id)
    text, note = kept.get(where, ("" if cell.now is None else _text(cell.now), ""))
    return Line(cell, name_of(cell), said(here) if here else cell.place, text, note, wrong.get(where, ""))


def name_of(cell: Cell) -> str:
    return f"{cell.entry.code}|{cell.place}"


def _text(value: float) -> str:
    """With the decimal comma and all its digits, so that what is sent back is the same number."""
    return f"{value:.10f}".rstrip("0").rstrip(".").replace(".", ",")
