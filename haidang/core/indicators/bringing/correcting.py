"""What asks for a word of reason before it is taken: figures that jump, do not add up, or replace others."""

from collections.abc import Sequence

import numpy as np
from django.utils.translation import gettext as _

from haidang.core.indicators import book, cells
from haidang.core.indicators.actions import dry_run
from haidang.core.indicators.computing import due
from haidang.core.telemetry.wire import Date, Int4

from .taking import Checked, Given, Told


def unexplained(given: Sequence[Given], *, in_open_periods: bool, checked: Checked | None = None) -> list[Told]:
    """Everything that is wrong with these figures, in their order; `checked` if that was looked at before.

    Another figure for one that is there needs a reason in a closed period, and with `in_open_periods` in every one.
    """
    checked = checked or dry_run(given)
    told = [*checked.told, *_replacing(checked, in_open_periods)]
    left = [one for one in told if not ((one.is_warning or one.problem == "changed") and given[one.at].note.strip())]
    return sorted(left, key=lambda one: one.at)


def _replacing(checked: Checked, in_open_periods: bool) -> list[Told]:
    known, columns = book.current(), checked.columns
    if not len(columns):
        return []
    found = cells.read(
        "indicator_id = ANY(%s) AND period = ANY(%s) AND place_id = ANY(%s)",
        Int4(np.unique(columns.indicator)), Date(np.unique(columns.period)), Int4(np.unique(columns.place)),
    )  # fmt: skip
    keys = zip(found.indicator.tolist(), found.period.tolist(), found.place.tolist(), strict=True)
    there = dict(zip(keys, found.value.tolist(), strict=True))
    closed = {int(one): due.closed_until(known.by_id[int(one)]) for one in np.unique(columns.indicator)}
    told = []
    given = zip(columns.indicator.tolist(), columns.period.tolist(), columns.place.tolist(), strict=True)
    for at, value, (number, period, place) in zip(checked.rows, columns.value.tolist(), given, strict=True):
        old = there.get((number, period, place))
        if old is None or old == value or not (in_open_periods or period < closed[number]):
            continue
        told.append(Told(at, "changed", _("Đã có giá trị %(old)s: ghi lý do sửa.") % {"old": f"{old:g}"}))
    return told
