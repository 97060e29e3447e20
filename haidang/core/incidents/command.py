"""Commanding an incident: who holds which role, what is to be reached, and whether it was."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.models import Person
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.bilingual import after, both, same
from haidang.kernel.given import bounded, needed

from . import log
from .facts import facts, role, role_words
from .models import Incident, Objective, RoleHolder
from .under_way import changing, must_be_open, tell

NAME, PHONE, TEXT = 120, 30, 400
"""Signs."""


@action("incident.appoint")
def appoint(
    do: Doing, incident: Incident, key: str, person: Person | None = None, *, name: str = "", phone: str = ""
) -> RoleHolder:
    """Give a role to a person of ours, or to somebody named; who held it before is relieved."""
    if role(key) is None:
        raise Invalid(
            "role", _("Chọn một trong: %(keys)s.") % {"keys": ", ".join(one.key for one in facts().roles)}, key
        )
    if person is None and not name.strip():
        raise Invalid("name", _("Chọn một người, hoặc ghi tên người ngoài hệ thống."), name)
    with changing(do, incident) as incident:
        must_be_open(incident)
        before = incident.role_holders.filter(role=key, until=None).first()
        if before is not None and person is not None and before.person_id == person.pk:
            raise NotPossible(_("%(name)s đang giữ vai trò này.") % {"name": before.name})
        if before is not None:
            before.until = do.at
            before.save(update_fields=["until"])
        held = RoleHolder.objects.create(
            incident=incident, role=key, person=person, name=person.full_name if person else bounded("name", name, NAME),
            phone=bounded("phone", phone, PHONE), since=do.at, by_name=do.actor.name,
        )  # fmt: skip
        instead = both(msgid(" (thay %(name)s)"), name=before.name) if before else same("")
        text = both(msgid("%(role)s: %(name)s%(instead)s"), role=role_words(key), name=held.name, instead=instead)
        log.write(do, incident, "action", text, person)
        tell(
            do,
            incident,
            [person] if person else [],
            both(msgid("Vai trò trong sự cố %(code)s"), code=incident.code),
            text,
        )
    return held


@action("incident.relieve")
def relieve(do: Doing, incident: Incident, key: str) -> Incident:
    """Nobody holds the role any more."""
    with changing(do, incident) as incident:
        held = incident.role_holders.filter(role=key, until=None).first()
        if held is None:
            raise NotPossible(_("Chưa ai giữ vai trò này."))
        held.until = do.at
        held.save(update_fields=["until"])
        text = both(msgid("Thôi vai trò %(role)s: %(name)s"), role=role_words(key), name=held.name)
        log.write(do, incident, "action", text, held.person)
    return incident


@action("incident.objective")
def set_objective(do: Doing, incident: Incident, text: str, *, due_at: datetime | None = None) -> Objective:
    """What is to be reached, until when. Raises Invalid for a time that has passed."""
    if due_at is not None and due_at <= do.at:
        raise Invalid("due_at", _("Đặt thời điểm sau bây giờ."), due_at.isoformat())
    with changing(do, incident) as incident:
        must_be_open(incident)
        number = (incident.objectives.order_by("-number").values_list("number", flat=True).first() or 0) + 1
        made = Objective.objects.create(
            incident=incident, number=number, text=bounded("text", needed("text", text), TEXT), due_at=due_at,
            set_at=do.at, set_by=do.actor.name, state_at=do.at,
        )  # fmt: skip
        log.write(do, incident, "action", both(msgid("Mục tiêu %(number)s: %(text)s"), number=number, text=made.text))
    return made


@action("incident.settle")
def settle(do: Doing, incident: Incident, number: int, state: str, *, reason: str = "") -> Objective:
    """An objective was reached, is dropped (for a reason), or is open again (for a reason)."""
    if state not in facts().objectives:
        raise Invalid("state", _("Chọn một trong: %(keys)s.") % {"keys": ", ".join(facts().objectives)}, state)
    with changing(do, incident) as incident:
        must_be_open(incident)
        one = incident.objectives.filter(number=number).first()
        if one is None:
            raise Invalid("number", _("Sự cố không có mục tiêu mang số này."), number)
        if one.state == state:
            raise NotPossible(_("Mục tiêu đang ở trạng thái này."))
        one.reason = reason.strip() if state == "reached" else needed("reason", reason)
        one.state, one.state_at, one.state_by = state, do.at, do.actor.name
        one.save()
        text = both(
            msgid("Mục tiêu %(number)s – %(state)s: %(text)s%(reason)s"),
            number=number, state=facts().objectives[state], text=one.text, reason=after(one.reason),
        )  # fmt: skip
        log.write(do, incident, "action", text)
    return one
