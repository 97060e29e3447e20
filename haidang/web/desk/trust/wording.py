"""What a doubt says in words: the number, what others say, how far apart both may lie."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from haidang.core.telemetry.doubts import check_of
from haidang.core.telemetry.models import Doubt
from haidang.core.ui import numbers
from haidang.kernel import registry
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest.checks import Check


@dataclass(frozen=True, slots=True)
class Told:
    """A doubt with its words; `check` is None when its domain states it no more."""

    doubt: Doubt
    check: Check | None
    quantity: str
    why: str
    others: list[tuple[str, str]]


def told(doubt: Doubt) -> Told:
    check = check_of(doubt)
    series = doubt.series
    facts = registry.series(series.thing.domain, series.key)
    names = [tuple(name.split("/", 1)) for name in doubt.compared]
    return Told(doubt, check, shown(facts.name) if facts else series.key, _why(doubt, check), names)


def _why(doubt: Doubt, check: Check | None) -> str:
    decimals = doubt.series.decimals
    value, expected, allowed = (numbers.said(one, decimals) for one in (doubt.value, doubt.expected, doubt.allowed))
    said = {
        "value": value,
        "expected": expected,
        "allowed": allowed,
        "unit": doubt.series.unit,
        "n": len(doubt.compared),
    }
    words = {
        "sum": _("%(value)s %(unit)s, tổng các phần là %(expected)s; cho phép lệch %(allowed)s"),
        "twin": _("%(value)s %(unit)s, thiết bị thứ hai ghi %(expected)s; cho phép lệch %(allowed)s"),
        "at_most": _("%(value)s %(unit)s, không thể quá %(expected)s; cho phép lệch %(allowed)s"),
        "neighbour": _(
            "%(value)s %(unit)s, trung vị của %(n)s trạm quanh đó là %(expected)s; cho phép lệch %(allowed)s"
        ),
        "downstream": _("%(value)s %(unit)s, phía trên dòng là %(expected)s; cho phép lệch %(allowed)s"),
    }
    otherwise = _("%(value)s %(unit)s, chờ đợi %(expected)s; cho phép lệch %(allowed)s")
    return (words.get(check.kind, otherwise) if check else otherwise) % said


def damage(what: str) -> str:
    """What is amiss of a file of the archive; "" when nothing is."""
    said = {
        "missing": _("tệp không còn"),
        "other": _("không phải tệp đã viết"),
        "unreadable": _("không đọc được"),
    }
    return said.get(what, what)
