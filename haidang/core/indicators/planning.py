"""Plans and targets of the province's own, beside those that the files of the domains declare."""

from datetime import date
from math import isfinite

from django.utils.translation import gettext as _

from haidang.core.directory.models import Place
from haidang.kernel import periods
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.given import bounded, needed
from haidang.kernel.periods import NoPeriod, Period

from .models import Indicator, Plan, Target

OPS = (">=", "<=", "=")
TRUSTS = ("V", "C", "S", "M", "X")
LONGEST_CODE = 82


@action("target.set")
def set_target(
    do: Doing, row: Indicator, plan: Plan, period: str, value: float, *, place: Place, op: str = ">=", source: str,
    trust: str = "V",
) -> Target:  # fmt: skip
    """What an indicator must reach by a plan. Raises Invalid."""
    over = _period(period)
    if op not in OPS:
        raise Invalid("op", _("Chọn một trong: %(all)s.") % {"all": ", ".join(OPS)}, op)
    if trust not in TRUSTS:
        raise Invalid("trust", _("Chọn một trong: %(all)s.") % {"all": ", ".join(TRUSTS)}, trust)
    if not isfinite(value) or not row.says.least <= value <= row.says.most:
        raise Invalid("value", _("Mục tiêu ngoài khoảng mà chỉ tiêu có thể có."), value)
    said = {"value": value, "op": op, "source": needed("source", source), "trust": trust}
    target, _made = Target.objects.update_or_create(
        indicator=row, plan=plan, place=place, period=over.first, kind=over.kind, defaults=said
    )
    do.about(target, indicator=row.code, plan=plan.code, period=period, **said)
    return target


def _period(text: str) -> Period:
    if not text.strip():
        raise Invalid("period", _("Mục tiêu nào cũng có kỳ: ghi như 2026, 2026-Q3."), text)
    try:
        return periods.read(text)
    except NoPeriod:
        message = _("Kỳ “%(period)s” không đúng: ghi như 2026, 2026-Q3, 2026-07, 2026-W31, 2026-07-15.")
        raise Invalid("period", message % {"period": text}, text) from None


@action("target.drop")
def drop_target(do: Doing, target: Target, *, why: str) -> None:
    """A target set on screen; one of the files goes with the file. Raises NotPossible."""
    if target.is_declared:
        raise NotPossible(_("Mục tiêu này ở tệp của lĩnh vực; sửa tại đó."))
    do.about(target, why=needed("why", why))
    target.delete()


@action("plan.add")
def add_plan(
    do: Doing, code: str, name_vi: str, name_en: str, *, source: str, number: str = "", trust: str = "V",
    decided_on: date | None = None, valid_from: date | None = None, valid_to: date | None = None,
) -> Plan:  # fmt: skip
    """A plan of the province's own. Raises Invalid."""
    code = needed("code", bounded("code", code, LONGEST_CODE))
    if Plan.objects.filter(code=code).exists():
        raise Invalid("code", _("Đã có kế hoạch mã %(code)s.") % {"code": code}, code)
    plan = Plan.objects.create(
        code=code, name_vi=needed("name_vi", name_vi), name_en=needed("name_en", name_en),
        number=bounded("number", number, 80), source=needed("source", source), trust=trust, decided_on=decided_on,
        valid_from=valid_from, valid_to=valid_to,
    )  # fmt: skip
    do.about(plan)
    return plan
