"""Changes of duties: who may do what, where, from when until when."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from haidang.core.directory import permissions
from haidang.core.directory.models import Duty, Office, Person, Place
from haidang.core.directory.roles import CLASSES, facts
from haidang.kernel import clock
from haidang.kernel.action import Doing, Invalid, NotPossible, action


@action("duty.give", on="place")
def give_duty(
    do: Doing,
    person: Person,
    *,
    role: str,
    place: Place,
    office: Office | None = None,
    data_classes: Sequence[str] = ("internal",),
    valid_from: date | None = None,
    valid_to: date | None = None,
    why: str = "",
) -> Duty:
    """Role x office x place x data classes x period, from today unless said otherwise. Raises Invalid, NotPossible."""
    if do.actor.id == str(person.pk) and do.actor.kind in ("person", "device"):
        raise NotPossible(_("Không ai tự giao nhiệm vụ cho mình: nhờ một quản trị khác."))
    if person.is_citizen:
        raise NotPossible(_("Tài khoản công dân không nhận nhiệm vụ: tạo cho người này một tài khoản cán bộ."))
    if role not in facts().roles:
        raise Invalid("role", _("Vai trò là một trong: %(roles)s.") % {"roles": ", ".join(facts().roles)}, role)
    wrong = set(data_classes) - set(CLASSES)
    if wrong or not data_classes:
        raise Invalid("data_classes", _("Lớp dữ liệu là: %(all)s.") % {"all": ", ".join(CLASSES)}, list(data_classes))
    since = valid_from or clock.today()
    if valid_to is not None and valid_to <= since:
        raise Invalid("valid_to", _("Ngày kết thúc phải sau ngày bắt đầu."), valid_to)
    duty = Duty.objects.create(
        person=person,
        role=role,
        office=office,
        place=place,
        data_classes=list(data_classes),
        valid_from=since,
        valid_to=valid_to,
        why=why,
    )
    do.about(duty, person=person.pk, role=role, data_classes=list(data_classes), valid_from=since, valid_to=valid_to)
    permissions.forget()
    return duty


@action("duty.revoke")
def revoke_duty(do: Doing, duty: Duty, *, why: str) -> Duty:
    """End a duty now; streams opened by it end within five seconds. Raises Invalid, NotPossible."""
    if duty.revoked_at is not None:
        raise NotPossible(_("Nhiệm vụ này đã được thu hồi."))
    if not why.strip():
        raise Invalid("why", _("Hãy ghi lý do thu hồi."))
    with do.changing(duty, "revoked_at", person=duty.person_id, role=duty.role, why=why):
        duty.revoked_at = do.at
        duty.save()
    permissions.forget()
    return duty
