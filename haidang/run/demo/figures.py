"""The demo's figures: years of them by the public door, and forms of offices led through the same actions as real ones."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Literal

from msgspec import Struct

from haidang.core.directory.models import Office
from haidang.core.indicators import jobs
from haidang.core.indicators.bringing import asked, submissions
from haidang.core.indicators.bringing.asked import Form
from haidang.core.indicators.bringing.taking import Given
from haidang.core.indicators.values import closed_at
from haidang.kernel import clock, strict
from haidang.kernel.action import Actor, Invalid, system
from haidang.kernel.jobs import later
from haidang.kernel.periods import Kind, containing
from haidang.provinces import pack
from haidang.run.demo_filling import each
from haidang.sim import access, mark
from haidang.sim.figures.sending import JUMP, Cells, Figures
from haidang.sim.web import Web
from haidang.sim.world import World

from .names import somebody

log = logging.getLogger(__name__)

WHO = system("demo")


class Told(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One form: whose, of which period (`back` from the newest whose figures were all due), how far it has come."""

    office: str
    period: Kind
    back: int = 0
    goes: Literal["draft", "submitted", "approved", "returned"]
    why: str = ""


class Forms(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    forms: list[Told] = []


def send() -> int:
    """History up to now, but for what is brought as forms; how many figures. Raises NoAccess and Undelivered."""
    now = clock.now().timestamp()
    web = Web(access.found())
    try:
        number = Figures(_world(), web).fill(now, _left())
    finally:
        web.close()
    mark.write(mark.path("figures"), now)
    later(jobs.compute_running)
    return number


def fill_forms() -> int:
    """Write them and lead them on, once; how many were made. Raises ManifestError for a file that is wrong."""
    return each("forms", told(), _led)


def told() -> list[Told]:
    """From the province's figures.toml."""
    path = pack.chosen().folder / "figures.toml"
    return strict.load(path, Forms).forms if path.exists() else []


@cache
def _world() -> World:
    return World(pack.chosen())


def _left() -> Cells:
    return {(*key, form.period.text) for one in told() for form in [_form(one)] for key in form.keys}


def _form(one: Told) -> Form:
    office = Office.objects.select_related("place").get(code=one.office)
    entries = [entry for entry in asked.entries_for(WHO, office) if entry.period == one.period]
    period = containing(clock.today(), one.period).previous
    while any(closed_at(period.last, entry.due) > clock.now() for entry in entries):
        period = period.previous
    return asked.form(WHO, office, period.moved(-one.back))


def _led(one: Told) -> None:
    form = _form(one)
    writer, head = somebody(form.office), _head(form.office)
    began = min(clock.start_of(form.period.next.first) + timedelta(hours=33), clock.now())
    given = list(_given(form, is_whole=one.goes != "draft"))
    with clock.frozen(began):
        row = submissions.save(writer, form.office, form.period.text, given, is_simulated=True)
    if one.goes == "draft":
        return
    with clock.frozen(_later(began, hours=5)):
        try:
            row = submissions.send(writer, row)
        except Invalid as error:
            log.warning("%s: %s", row, error)
            return
    if one.goes == "submitted":
        return
    with clock.frozen(_later(began, hours=26)):
        if one.goes == "returned":
            submissions.give_back(head, row, number=row.number, why=one.why)
        else:
            submissions.approve(head, row, number=row.number)


def _later(moment: datetime, *, hours: int) -> datetime:
    return min(moment + timedelta(hours=hours), clock.now())


def _head(office: Office) -> Actor:
    """Somebody else than who writes."""
    return Actor("system", "demo-head", f"Lãnh đạo {office.name_vi}")


def _given(form: Form, *, is_whole: bool) -> Iterator[Given]:
    """What the simulator says of each cell; of a draft only the first two thirds."""
    figures = _figures()
    cells = form.cells if is_whole else form.cells[: max(1, len(form.cells) * 2 // 3)]
    known = {code: figures.indicators[code] for code in {cell.entry.code for cell in cells} & set(figures.told)}
    tables = {code: figures.maker.table(code, [form.period]) for code in known}
    wholes = {code: figures.maker.whole(code, table) for code, table in tables.items()}
    for cell in cells:
        code = cell.entry.code
        if code not in known:
            continue
        keys = figures.maker.ground.keys(known[code].level)
        whole = wholes[code]
        if cell.place in keys:
            value = float(tables[code][keys.index(cell.place), 0])
        elif whole is not None:
            value = float(whole[0])
        else:
            continue
        yield Given(code, cell.place, form.period.text, value, JUMP if known[code].jump else "")


@cache
def _figures() -> Figures:
    return Figures(_world(), Web(access.Access("", "", "", pack.chosen().folder)))
