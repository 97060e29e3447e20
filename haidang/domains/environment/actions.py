"""What people do beside measuring: keep permits and what is taken under them, declare risk levels. Raises Invalid, NotPossible."""

import math
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.models import Office, Place
from haidang.core.notices.actions import notify
from haidang.core.things.models import Thing
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.bilingual import both, names
from haidang.kernel.given import bounded, needed
from haidang.kernel.text import folded

from .models import Permit, RiskNotice, Taken
from .permits import KINDS
from .risk import TABLE

LONGEST_NOTICE = timedelta(days=10)


@action("permit.add", on="office")
def add_permit(
    do: Doing,
    *,
    place: Place,
    code: str,
    kind: str,
    holder: str,
    issued_on: date,
    valid_from: date,
    valid_to: date | None = None,
    what: str = "",
    amount: float | None = None,
    issued_by: str = "",
    thing: Thing | None = None,
    office: Office,
    source: str = "",
    is_simulated: bool = False,
) -> Permit:
    """Write a permit into the register, in the name of the office that keeps it."""
    if kind not in KINDS:
        raise Invalid("kind", _("Chọn một loại giấy phép trong danh mục."), kind)
    if valid_to is not None and valid_to < valid_from:
        raise Invalid("valid_to", _("Ngày hết hạn trước ngày bắt đầu."), valid_to.isoformat())
    if issued_on > valid_from:
        raise Invalid("issued_on", _("Ngày cấp sau ngày có hiệu lực."), issued_on.isoformat())
    allowed = None if amount is None else _amount("amount", amount)
    permit = Permit(
        code=bounded("code", needed("code", code), 60), kind=kind, holder=needed("holder", holder),
        what=bounded("what", what, 500), thing=thing, place=place, office=office, amount=allowed,
        unit=KINDS[kind].unit, issued_by=bounded("issued_by", issued_by, 200), issued_on=issued_on,
        valid_from=valid_from, valid_to=valid_to, source=bounded("source", source, 500), is_simulated=is_simulated,
    )  # fmt: skip
    permit.folded = folded(f"{permit.code} {permit.holder} {permit.what}")
    try:
        with transaction.atomic():
            permit.save()
    except IntegrityError:
        raise Invalid("code", _("Đã có giấy phép mang số này."), code) from None
    do.about(permit, permit_kind=kind)
    return permit


def _amount(name: str, value: float) -> float:
    if not (math.isfinite(value) and value >= 0):
        raise Invalid(name, _("Ghi một số không âm."), value)
    return value


@action("permit.revoke")
def revoke_permit(do: Doing, permit: Permit, *, why: str) -> Permit:
    """It holds no more from today."""
    permit = Permit.objects.select_for_update().get(pk=permit.pk)
    if permit.revoked_on:
        raise NotPossible(_("Giấy phép này đã bị thu hồi."))
    with do.changing(permit, "revoked_on", "revoked_why"):
        permit.revoked_on, permit.revoked_why = do.at.date(), needed("why", why)
        permit.save()
    return permit


@action("permit.taken")
def note_taken(do: Doing, permit: Permit, *, month: date, amount: float) -> Taken:
    """How much was taken in a month; said again, it replaces what was said."""
    month = month.replace(day=1)
    if month > do.at.date():
        raise Invalid("month", _("Tháng này chưa đến."), month.isoformat())
    checked = _amount("amount", amount)
    before = Taken.objects.filter(permit=permit, month=month).first()
    row, _made = Taken.objects.update_or_create(
        permit=permit, month=month, defaults={"amount": checked, "said_by": do.actor.name, "at": do.at}
    )
    do.about(permit, month=month.isoformat())
    do.event.before, do.event.after = {"amount": before.amount if before else None}, {"amount": row.amount}
    return row


@action("permit.remind")
def remind(do: Doing, permit: Permit, mark: str) -> None:
    """Tell the office in charge that a permit ends soon or has ended; `mark` keeps it from being told twice."""
    permit.told_for = mark
    permit.save(update_fields=["told_for"])
    do.about(permit, mark=mark)
    if permit.office is None:
        return
    ended = permit.state_on(do.at.date()) == "ended"
    text = msgid("Giấy phép %(code)s của %(holder)s đã hết hạn ngày %(day)s") if ended else msgid(
        "Giấy phép %(code)s của %(holder)s hết hạn ngày %(day)s")  # fmt: skip
    title = both(text, code=permit.code, holder=permit.holder, day=f"{permit.valid_to:%d/%m/%Y}")
    notify(do, [permit.office], kind="permit", title=title, severity=2 if ended else 3,
           link=f"/d/environment/permits/{permit.pk}/", place=permit.place.path)  # fmt: skip


@action("risk.declare", on="place")
def declare(
    do: Doing, *, place: Place, hazard: str, level: int, from_at: datetime, until: datetime | None, bulletin: str,
    source: str, is_simulated: bool = False,
) -> RiskNotice:  # fmt: skip
    """Write down a level that the body in charge has declared, with its bulletin; it replaces the one in force there."""
    known = TABLE.hazard(hazard)
    if known is None:
        raise Invalid("hazard", _("Chọn một loại thiên tai trong danh mục."), hazard)
    least, most = known.least or 1, known.most or TABLE.most
    if not least <= level <= most:
        message = _("%(hazard)s có cấp từ %(least)s đến %(most)s.")
        raise Invalid("level", message % {"hazard": known.name.vi, "least": least, "most": most}, level)
    if until is not None and not from_at < until <= from_at + LONGEST_NOTICE:
        raise Invalid("until", _("Kết thúc sau khi bắt đầu, không quá 10 ngày."), until.isoformat())
    for old in RiskNotice.objects.select_for_update().filter(hazard=hazard, place=place, ended_at=None):
        old.ended_at, old.ended_by_name = do.at, do.actor.name
        old.save()
    notice = RiskNotice.objects.create(
        hazard=hazard, level=level, place=place, from_at=from_at, until=until, at=do.at, by_name=do.actor.name,
        bulletin=bounded("bulletin", needed("bulletin", bulletin), 2000), is_simulated=is_simulated,
        source=bounded("source", needed("source", source), 300),
    )  # fmt: skip
    do.about(notice, hazard=hazard, level=level, where=names(place).vi)
    return notice


@action("risk.end")
def end(do: Doing, notice: RiskNotice) -> RiskNotice:
    notice = RiskNotice.objects.select_for_update().get(pk=notice.pk)
    if notice.ended_at:
        raise NotPossible(_("Mức này đã kết thúc."))
    with do.changing(notice, "ended_at"):
        notice.ended_at, notice.ended_by_name = do.at, do.actor.name
        notice.save()
    return notice
