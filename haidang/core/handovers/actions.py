"""Handing over: everything on a list goes at once or nothing does; whoever gets it confirms it or gives single ones back."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.cases import actions as cases
from haidang.core.cases import parts
from haidang.core.cases.models import Case
from haidang.core.directory.models import Office
from haidang.core.directory.numbers import next_code
from haidang.core.notices.actions import notify
from haidang.kernel import clock
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.bilingual import both
from haidang.kernel.given import bounded, needed

from .models import Handover, Item
from .steps import GIVE_BACK, HAND, HAND_OUT, move_of

CARRIES = ("dossiers", "results")
MOST = 200


@action("handover.send")
def send(
    do: Doing,
    from_office: Office,
    to_office: Office,
    picked: Sequence[Case],
    *,
    carries: str = "dossiers",
    note: str = "",
) -> Handover:
    """Make a list of what one office hands to another. Dossiers take their move to the deciding office, results stay as
    they are; the receiving office holds all of them from then on. Raises NotPossible with the dossier that cannot go.
    """
    _must_fit(from_office, to_office, picked, carries)
    handover = Handover.objects.create(
        code=next_code(Handover, "BG", clock.day_of(do.at)),
        carries=carries,
        from_office=from_office,
        to_office=to_office,
        note=bounded("note", note, 1000),
        made_at=do.at,
        made_by=str(do.actor),
        made_by_name=do.actor.name,
    )
    rows = Case.objects.select_for_update(of=("self",)).select_related("place", "office", "version", "procedure")
    locked = {one.pk: one for one in rows.filter(pk__in=[one.pk for one in picked]).order_by("pk")}
    for number, one in enumerate(picked, 1):
        case = locked[one.pk]
        _send_one(do, case, handover)
        Item.objects.create(handover=handover, case=case, number=number, papers=_papers(case))
    do.about(handover, cases=[one.code for one in picked], carries=carries)
    title = both(msgid("%(code)s: %(count)s hồ sơ bàn giao, chờ xác nhận"), code=handover.code, count=len(picked))
    notify(do, [to_office], kind=do.name, title=title, severity=0, link=handover.link, place=to_office.place.path)
    return handover


def _must_fit(from_office: Office, to_office: Office, picked: Sequence[Case], carries: str) -> None:
    if carries not in CARRIES:
        raise Invalid("carries", _("Bàn giao hồ sơ hoặc kết quả."), carries)
    if from_office == to_office:
        raise Invalid("to_office", _("Chọn cơ quan khác với nơi giao."), to_office.code)
    if not 0 < len({one.pk for one in picked}) <= MOST or len({one.pk for one in picked}) != len(picked):
        raise Invalid("picked", _("Chọn từ 1 đến %(most)s hồ sơ, mỗi hồ sơ một lần.") % {"most": MOST}, len(picked))


def _send_one(do: Doing, case: Case, handover: Handover) -> None:
    """Raises NotPossible with the code in front."""
    if case.office_id != handover.from_office_id:
        raise NotPossible(
            _("%(code)s: hồ sơ đang ở %(office)s, không còn ở nơi giao.") % {"code": case.code, "office": case.office}
        )
    wanted = HAND if handover.carries == "dossiers" else HAND_OUT
    if move_of(case, wanted) is None:
        raise NotPossible(
            _("%(code)s: chưa bàn giao được vì hồ sơ vừa chuyển bước khác; xem lại rồi làm tiếp.") % {"code": case.code}
        )
    if case.handed.filter(state="waiting").exists():
        raise NotPossible(_("%(code)s: đang nằm trong một danh sách chưa được xác nhận.") % {"code": case.code})
    if wanted == HAND:
        cases.move(do.actor, case, HAND)
    reason = _("theo danh sách bàn giao %(code)s") % {"code": handover.code}
    cases.transfer(do.actor, case, handover.to_office, reason=reason)


def _papers(case: Case) -> str:
    """What lies in the file, as the list names it."""
    found = []
    for one in parts.standings(case):
        counts = [
            _("%(count)s bản chính") % {"count": one.given.originals} if one.given.originals else "",
            _("%(count)s bản sao") % {"count": one.given.copies} if one.given.copies else "",
        ]
        if said := ", ".join(filter(None, counts)):
            found.append(f"{one.part.name.vi}: {said}")
    return "\n".join(found)


@action("handover.receive")
def receive(do: Doing, handover: Handover) -> Handover:
    """Confirm everything on a list that still waits. Raises NotPossible when somebody has done so."""
    handover = _locked(handover)
    waiting = handover.items.filter(state="waiting")
    if not waiting.exists():
        raise NotPossible(_("%(code)s đã được xác nhận.") % {"code": handover.code})
    count = waiting.update(state="received", by_name=do.actor.name, at=do.at)
    _close(do, handover)
    do.about(handover, received=count)
    return handover


@action("handover.give_back")
def give_back(do: Doing, handover: Handover, number: int, *, reason: str) -> Handover:
    """Return one dossier of a list to who gave it, with the reason. Raises NotPossible when work on it has gone on."""
    handover = _locked(handover)
    why = needed("reason", reason)
    item = handover.items.select_related("case").filter(number=number).first()
    if item is None:
        raise Invalid("number", _("Danh sách không có số này."), number)
    if item.state == "returned":
        raise NotPossible(_("%(code)s đã trả lại trước đó.") % {"code": item.case.code})
    if item.case.office_id != handover.to_office_id:
        raise NotPossible(_("%(code)s không còn ở cơ quan nhận.") % {"code": item.case.code})
    if handover.carries == "dossiers":
        cases.move(do.actor, item.case, GIVE_BACK, reason=why)
    text = _("trả lại theo danh sách %(code)s: %(why)s") % {"code": handover.code, "why": why}
    cases.transfer(do.actor, item.case, handover.from_office, reason=text)
    item.state, item.reason, item.by_name, item.at = "returned", why, do.actor.name, do.at
    item.save()
    _close(do, handover)
    do.about(handover, returned=item.case.code, reason=why)
    return handover


def _locked(handover: Handover) -> Handover:
    rows = Handover.objects.select_for_update(of=("self",))
    return rows.select_related("from_office__place", "to_office__place").get(pk=handover.pk)


def _close(do: Doing, handover: Handover) -> None:
    if not handover.items.filter(state="waiting").exists():
        handover.closed_at = handover.closed_at or do.at
        handover.save(update_fields=["closed_at"])
