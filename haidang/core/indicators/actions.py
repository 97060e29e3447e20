"""Changing the catalogue, bringing figures, correcting them, computing. Machine deliveries are lots too."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from haidang.core.directory.models import Office, Place
from haidang.kernel import formula
from haidang.kernel.action import Actor, Doing, Invalid, NotPossible, action
from haidang.kernel.bilingual import shown
from haidang.kernel.formula import FormulaError
from haidang.kernel.given import bounded, needed
from haidang.kernel.manifest import indicator, indicators

from . import book, places, sync, values
from .bringing import taking
from .bringing.taking import Checked, Given, Told
from .cells import SIMULATED, Columns
from .computing import due, marking
from .models import Indicator, IndicatorVersion, Lot
from .planning import add_plan, drop_target, set_target
from .values import Origin, Written

ORIGINS = {"entry": Origin.TYPED, "file": Origin.IMPORTED, "push": Origin.PUSHED, "pull": Origin.PULLED}
MOST_RUNS = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """Who brings figures: permission to is asked of their office and its place."""

    office: Office | None

    kind_name = "value"
    pk = ""
    data_class = "internal"

    @property
    def scope_office(self) -> str:
        return self.office.code if self.office else ""

    @property
    def scope_place(self) -> str:
        return self.office.place.path if self.office else ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a delivery. `lot` is None for a dry run, and where nothing was taken."""

    lot: Lot | None
    given: int
    new: int
    changed: int
    told: list[Told]


def dry_run(given: Sequence[Given]) -> Checked:
    """What would be wrong with these figures; nothing is written."""
    axis = places.today()
    return taking.checked(book.current(), axis, given, _place_ids())


def _place_ids() -> dict[str, int]:
    """By key, else by code (today's before those of the past); offices by code, as minus their id."""
    rows = Place.objects.order_by("valid_to").values_list("key", "code", "pk")
    found = {code: pk for _key, code, pk in rows} | {key: pk for key, _code, pk in rows}
    return {code: -pk for code, pk in Office.objects.values_list("code", "pk")} | found


@action("value.take")
def take(
    do: Doing, entry: Entry, given: Sequence[Given], *, kind: Literal["entry", "file", "push", "pull"] = "entry",
    label: str = "", source_text: str = "", is_simulated: bool = False, whole: bool = True,
) -> Receipt:  # fmt: skip
    """Take figures in as one lot. With `whole` one that is wrong refuses all; else the good ones are taken.

    Raises Invalid. Formulas that need them are computed with the next run.
    """
    checked = dry_run(given)
    refuse_foreign(entry, checked)
    unexplained = [one for one in checked.warnings if not given[one.at].note.strip()]
    wrong = [*checked.errors, *unexplained]
    if wrong and whole:
        raise Invalid(f"values.{wrong[0].at}", wrong[0].message, given[wrong[0].at].value)
    columns = _without(checked, {one.at for one in unexplained})
    if not len(columns):
        return Receipt(None, len(given), 0, 0, checked.told)
    why = "; ".join(sorted({given[at].note.strip() for at in checked.rows} - {""}))
    lot = _lot(do, kind, bounded("label", label, 300), bounded("source_text", source_text, 500), is_simulated)
    if is_simulated:
        columns = dataclasses.replace(columns, quality=columns.quality | SIMULATED)
    written = put(columns, lot, ORIGINS[kind], why=why)
    lot.receipt = {"given": len(given), "new": written.new, "changed": written.changed, "wrong": len(wrong)}
    lot.save(update_fields=["receipt"])
    do.about(lot, **lot.receipt)
    do.event.office, do.event.place = entry.scope_office, entry.scope_place
    return Receipt(lot, len(given), written.new, written.changed, checked.told)


def refuse_foreign(entry: Entry, checked: Checked) -> None:
    """An office brings what it answers for, or what is of its own place."""
    if entry.office is None:
        return
    known, axis = book.current(), places.today()
    own = entry.office
    for number, place in zip(checked.columns.indicator.tolist(), checked.columns.place.tolist(), strict=True):
        path = axis.paths[axis.row_of[place]] if place in axis.row_of else ""
        is_own_place = place == -own.pk or (own.place.parent_id is not None and path.startswith(own.place.path))
        if known.by_id[number].office_id != own.pk and not is_own_place:
            message = _("%(code)s do cơ quan khác phụ trách, cơ quan bạn chỉ nộp số liệu của địa bàn mình.")
            raise Invalid("indicator", message % {"code": known.by_id[number].code}, known.by_id[number].code)


def _without(checked: Checked, dropped: set[int]) -> Columns:
    return checked.columns.take(np.array([at not in dropped for at in checked.rows], np.bool_))


def _lot(do: Doing, kind: str, label: str, source_text: str, is_simulated: bool) -> Lot:
    return Lot.objects.create(
        kind=kind, label=label, source_text=source_text, by=str(do.actor), by_name=do.actor.name, at=do.at,
        is_simulated=is_simulated,
    )  # fmt: skip


def put(columns: Columns, lot: Lot, origin: Origin, *, why: str = "") -> Written:
    """Write checked columns of a lot, and mark what is made of them. Within the action that made the lot."""
    known = book.current()
    closed = {int(number): due.closed_until(known.by_id[int(number)]) for number in np.unique(columns.indicator)}
    limits = np.array([closed[number] for number in columns.indicator.tolist()], np.int32)
    written = values.write(columns, lot, origin, columns.period < limits, why=why)
    values.mark_dirty(written.pairs)
    return written


@action("value.correct")
def correct(do: Doing, row: Indicator, place: str, period: str, value: float, *, why: str) -> Written:
    """Another value for one that is there, with its reason; of a closed period too. Raises Invalid, NotPossible."""
    reason = needed("why", why)
    checked = dry_run([Given(row.code, place, period, value, reason)])
    if checked.errors:
        raise Invalid("value", checked.errors[0].message, value)
    lot = _lot(do, "entry", "", "", is_simulated=False)
    written = put(checked.columns, lot, Origin.TYPED, why=reason)
    if written.new:
        raise NotPossible(_("Kỳ này chưa có giá trị để sửa: nhập như số liệu mới."))
    do.about(row, place=place, period=period, value=value, why=reason)
    return written


def compute_marked(actor: Actor) -> Written:
    """Compute what is marked until nothing is left, each run a lot and an event of its own; one process at a time."""
    total = values.NOTHING
    for _run in range(MOST_RUNS):
        with transaction.atomic():
            if not values.has_dirty() or not due.is_our_turn():
                break
            total = total + _compute(actor)
    return total


@action("value.compute")
def _compute(do: Doing) -> Written:
    lot = _lot(do, "run", "", "", is_simulated=False)
    written = due.run(lot)
    lot.receipt = {"new": written.new, "changed": written.changed, "columns": len(written.pairs)}
    lot.save(update_fields=["receipt"])
    do.about(lot, **lot.receipt)
    return written


@action("indicator.change")
def change(do: Doing, row: Indicator, facts: indicator.Indicator, *, why: str) -> Indicator:
    """The province's own word on an indicator, as a new version beside the file's. Raises Invalid."""
    reason = needed("why", why)
    if facts.key != row.key:
        raise Invalid("key", _("Mã của chỉ tiêu không đổi được."), facts.key)
    _check(row.domain, facts)
    with do.changing(row, "version", "facts", why=reason):
        sync.take(row, sync.plain(facts), row.office_id)
        row.version += 1
        row.changed_at = do.at
        row.save()
    _version(do, row, reason)
    _mark_again(row)
    return row


@action("indicator.add")
def add(
    do: Doing, domain: str, facts: indicator.Indicator, *, office: Office | None = None, why: str = ""
) -> Indicator:
    """An indicator that no file names: the province's own. Raises Invalid."""
    code = f"{domain}.{facts.key}"
    if Indicator.objects.filter(code=code).exists():
        raise Invalid("key", _("Đã có chỉ tiêu mã %(code)s.") % {"code": code}, facts.key)
    _check(domain, facts)
    row = Indicator(code=code, domain=domain, key=facts.key, version=1)
    sync.take(row, sync.plain(facts), office.pk if office else None)
    row.save()
    _version(do, row, why)
    do.about(row, code=code)
    _mark_again(row)
    return row


@action("indicator.retire")
def retire(do: Doing, row: Indicator, *, why: str) -> None:
    """Its values stay in the books; nothing is computed or asked for any more. Raises NotPossible when others need it."""
    users = [one.code for one in book.current().users.get(row.code, ())]
    if users:
        raise NotPossible(_("Còn trong công thức của %(codes)s.") % {"codes": ", ".join(sorted(users))})
    with do.changing(row, "retired_at", why=needed("why", why)):
        row.retired_at = row.changed_at = do.at
        row.save(update_fields=["retired_at", "changed_at"])


def _version(do: Doing, row: Indicator, why: str) -> None:
    IndicatorVersion.objects.create(
        indicator=row, number=row.version, origin="province", facts=row.facts, why=why, by=str(do.actor),
        by_name=do.actor.name, from_at=do.at,
    )  # fmt: skip


def _check(domain: str, facts: indicator.Indicator) -> None:
    """Raises Invalid with the first thing that does not fit: by itself, in its formula, in a circle."""
    for where, value, remedy in indicators.of_one("", facts):
        raise Invalid(where.lstrip("."), remedy, value)
    if not facts.formula:
        return
    known = book.current()
    try:
        tree = formula.parse(facts.formula, domain)
        formula.check(tree, known, facts.unit)
        formula.in_order({**known.needs, f"{domain}.{facts.key}": formula.names(tree)})
    except FormulaError as error:
        raise Invalid("formula", shown(error.words), facts.formula) from None


def _mark_again(row: Indicator) -> None:
    entry = book.current().by_code.get(row.code)
    if entry is not None and entry.tree is not None:
        marking.mark_from(entry, timedelta(days=731))


__all__ = [
    "Entry", "Receipt", "add", "add_plan", "change", "compute_marked", "correct", "drop_target", "dry_run", "put",
    "refuse_foreign", "retire", "set_target", "take",
]  # fmt: skip
