"""Counting the index, writing down points that the facts do not know, taking in numbers of the national system."""

from typing import Any

from django.utils.translation import gettext as _

from haidang.kernel.action import Doing, Invalid, action
from haidang.kernel.given import bounded, needed

from . import counting, importing, noting, procedures
from .facts import index
from .models import Count, National, Points
from .periods import Period

TRUSTS = ("V", "C", "S", "M", "X")


@action("index.count")
def count(do: Doing, period: Period) -> int:
    """Count a period anew, for the province and for each office that holds dossiers or reports; how many rows it made."""
    noting.catch_up()
    by_office = counting.tallies(period)
    by_office[None] |= procedures.counted(period)
    rows = [
        Count(period=period.key, office_id=office, indicator=name, good=tally.good, all=tally.all, counted_at=do.at)
        for office, tallies in by_office.items()
        for name, tally in tallies.items()
    ]
    Count.objects.filter(period=period.key).delete()
    Count.objects.bulk_create(rows, batch_size=2000)
    do.event.facts |= {"period": period.key, "rows": len(rows)}
    return len(rows)


@action("index.change")
def set_points(do: Doing, indicator: str, most: float, *, source: str, trust: str) -> Points:
    """Write down the points of an indicator for which the facts have none. Raises Invalid."""
    facts = index()
    one = facts.indicator(indicator)
    if one is None or one.max is not None or one.formula != "share":
        raise Invalid("indicator", _("Chỉ ghi điểm cho chỉ số mà danh mục chưa có điểm."), indicator)
    group = next(found for found in facts.groups if one in found.indicators)
    others = {row.indicator: row.max for row in reversed(Points.objects.all()) if row.indicator != indicator}
    given = sum(other.max or others.get(other.key, 0) for other in group.indicators if other is not one)
    if not 0 < most <= group.max - given:
        left = group.max - given
        raise Invalid("max", _("Nhóm %(group)s còn %(left)s điểm để chia.") % {"group": group.key, "left": left}, most)
    if trust not in TRUSTS:
        raise Invalid("trust", _("Chọn một trong: %(trusts)s.") % {"trusts": ", ".join(TRUSTS)}, trust)
    row = Points.objects.create(
        indicator=indicator, max=most, source=bounded("source", needed("source", source), 500), trust=trust,
        by_name=do.actor.name, at=do.at,
    )  # fmt: skip
    do.about(row, max=most, source=row.source, trust=trust)
    return row


@action("index.import")
def take_national(do: Doing, name: str, body: bytes, *, period: str = "") -> dict[str, Any]:
    """Numbers of the national system beside our own, from its JSON or CSV. The same again changes nothing. Raises Invalid."""
    read = importing.read(body, period)
    new = changed = 0
    for one in read.good:
        row, is_new = National.objects.get_or_create(
            period=one.period, department=one.department, parameter=one.parameter,
            defaults={"value": one.value, "file": name[:160], "at": do.at},
        )  # fmt: skip
        new += is_new
        if not is_new and row.value != one.value:
            row.value, row.file, row.at, changed = one.value, name[:160], do.at, changed + 1
            row.save()
    told = {"new": new, "changed": changed, "bad": read.bad}
    do.event.facts |= {"file": name, "new": new, "changed": changed, "bad": len(read.bad)}
    return told
