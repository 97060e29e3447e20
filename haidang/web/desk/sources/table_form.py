"""How a table of readings is to be read, as a form: one select for each column, shown with what was guessed or remembered."""

from dataclasses import dataclass, field

import msgspec
from django.http import QueryDict
from django.utils.translation import gettext as _

from haidang.core.doors import guessing
from haidang.core.doors.guessing import FORMS, Known
from haidang.core.doors.opening import Opened
from haidang.core.pulling.table import Table
from haidang.kernel import clock
from haidang.kernel.bilingual import shown
from haidang.kernel.pull import SERIES, Pull, Take

Choice = tuple[str, str, bool]
SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Select:
    name: str
    label: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Column:
    """A column that may be a number: what it says, which series it is, in which unit."""

    name: str
    samples: list[str]
    series: Select
    unit: Select | None


@dataclass(slots=True)
class Form:
    selects: list[Select] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)


def shown_form(facts: Pull, opened: Opened, here: Known) -> Form:
    table, take = opened.table, facts.take
    day, _line, time = facts.columns.get(take.at, take.at).partition("\n")
    thing = take.thing
    single = take.things.get("", "") if not thing else ""
    form = Form([
        Select("at", _("Cột thời điểm (hoặc ngày)"), _columns(table, day, _("– chọn –"))),
        Select("time", _("Cột giờ, nếu tách riêng"), _columns(table, time, _("không có"))),
        Select("at_as", _("Cách viết ngày giờ"), _forms(take.at_as)),
        Select("thing", _("Cột trạm, thiết bị"), _columns(table, thing, _("cả bảng là một thiết bị"))),
        Select("one", _("Thiết bị của cả bảng"), [("", _("theo cột"), not single), *_things(here, single)]),
        Select("decimal", _("Dấu thập phân"), [(one, text, facts.decimal == one) for one, text in _decimals()]),
        Select("name", _("Cột tên thông số (bảng dọc)"), _columns(table, take.name, _("không: mỗi thông số một cột"))),
        Select("value", _("Cột giá trị (bảng dọc)"), _columns(table, take.value, _("không"))),
    ])  # fmt: skip
    used = {day, time, thing, take.name, take.value}
    for number, column in enumerate(table.columns):
        if column not in used and not take.name:
            form.columns.append(_column(number, column, table, take, here))
    return form


def _decimals() -> list[tuple[str, str]]:
    return [(",", _("phẩy: 1.234,5")), (".", _("chấm: 1,234.5"))]


def _columns(table: Table, chosen: str, none: str) -> list[Choice]:
    return [("", none, not chosen), *((one, one, one == chosen) for one in table.columns)]


def _things(here: Known, chosen: str) -> list[Choice]:
    return [(one.code, f"{one.code} {one.name_vi}", one.code == chosen) for one in here.things]


def _forms(chosen: str) -> list[Choice]:
    """Each with how this minute would be written; one that is joined of two columns stays as it was guessed."""
    now = clock.now().astimezone(clock.HO_CHI_MINH)
    known = [*FORMS, *([chosen] if chosen not in FORMS else [])]
    return [
        (one, now.strftime(one) if one else f"{now:%Y-%m-%dT%H:%M:%S+07:00} (ISO 8601)", one == chosen) for one in known
    ]


def _column(number: int, name: str, table: Table, take: Take, here: Known) -> Column:
    chosen = take.values.get(name, "")
    choices = [("", _("bỏ qua"), not chosen)]
    choices += [(key, guessing.label(one), key == chosen) for key, one in here.series.items()]
    samples = [str(row.get(name) or "") for row in table.rows[:SAMPLES]]
    return Column(name, samples, Select(f"series-{number}", name, choices), _unit(number, name, chosen, take, here))


def _unit(number: int, name: str, chosen: str, take: Take, here: Known) -> Select | None:
    facts = here.series.get(chosen)
    if facts is None or not facts.units:
        return None
    factor = take.factors.get(chosen, 1.0)
    other = next((unit for unit, size in facts.units.items() if size == factor), facts.unit)
    picked = facts.unit if factor == 1.0 else other
    choices = [(one, one or "–", one == picked) for one in dict.fromkeys([facts.unit, *facts.units])]
    return Select(f"unit-{number}", _("Đơn vị của %(name)s") % {"name": name}, choices)


def given(post: QueryDict, facts: Pull, opened: Opened, here: Known) -> Pull:
    """The facts that a post says; what it names that is not there counts as not chosen."""
    table = opened.table
    at, time, thing, name, value = (_of(post, one, table) for one in ("at", "time", "thing", "name", "value"))
    joined = {f"{at} {time}": f"{at}\n{time}"} if at and time else {}
    long = bool(name and value)
    values, factors = ({}, {}) if long else _values(post, table, here)
    things = guessing.things_of(table.rows, thing, here) if thing else _single(post, here)
    at_as = str(post.get("at_as", ""))
    take = Take(
        to=SERIES, values=values, name=name if long else "", value=value if long else "",
        names=guessing.names_of(table.rows, name, here) if long else {}, factors=factors,
        at=next(iter(joined), at), at_as=at_as if at_as in (*FORMS, facts.take.at_as) else "", thing=thing, things=things,
    )  # fmt: skip
    decimal = "," if post.get("decimal") == "," else "."
    return msgspec.structs.replace(facts, take=take, columns=joined, decimal=decimal)


def _of(post: QueryDict, name: str, table: Table) -> str:
    said = str(post.get(name, ""))
    return said if said in table.columns else ""


def _single(post: QueryDict, here: Known) -> dict[str, str]:
    said = str(post.get("one", ""))
    return {"": said} if any(one.code == said for one in here.things) else {}


def _values(post: QueryDict, table: Table, here: Known) -> tuple[dict[str, str], dict[str, float]]:
    values: dict[str, str] = {}
    factors: dict[str, float] = {}
    for number, column in enumerate(table.columns):
        key = str(post.get(f"series-{number}", ""))
        if key not in here.series or key in values.values():
            continue
        values[column] = key
        unit = str(post.get(f"unit-{number}", "")) or guessing.unit_in(column, here.series[key])
        if unit in here.series[key].units:
            factors[key] = here.series[key].units[unit]
    return values, factors


def series_said(here: Known, key: str) -> str:
    facts = here.series.get(key)
    return shown(facts.name) if facts else key
