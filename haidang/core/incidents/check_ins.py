"""Check-ins: a unit at the scene is to be heard from every so often; when it is not, the desk has an alert at once."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.notices.actions import Recipient
from haidang.kernel import clock
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.bilingual import after, both, names
from haidang.kernel.geo import Point
from haidang.kernel.given import checked_point

from . import fieldwork, log, unheard
from .facts import check_every, facts
from .models import CheckIn, Task
from .under_way import changing, concerned, must_be_open, tell


def begin(task: Task, at: datetime) -> None:
    """A unit that arrived is to be heard from, as often as the severity asks; a timer that runs stays as it is."""
    every = check_every(task.incident.severity)
    if task.unit_id and every and not CheckIn.objects.filter(task=task).exists():
        CheckIn.objects.create(task=task, every=every, began_at=at, due_at=at + every)


def of(task: Task) -> CheckIn | None:
    """The timer of a task, None where there is none."""
    try:
        return task.check_in
    except CheckIn.DoesNotExist:
        return None


def heard(task: Task, at: datetime) -> CheckIn | None:
    """The unit was heard from: its time begins anew. With the end of the task the timer goes."""
    row = CheckIn.objects.select_for_update().filter(task=task).first()
    if row is None:
        return None
    was_late = row.late_at is not None
    if task.is_open:
        row.last_at, row.late_at, row.due_at = at, None, at + row.every
        row.save()
    else:
        row.delete()
    if was_late:
        unheard.settle(at)
    return row if task.is_open else None


@action("unit.check_in")
def check_in(do: Doing, task: Task, *, text: str = "", point: Point | None = None) -> CheckIn:
    """All is well, says the unit at one touch. Raises NotPossible when no timer runs for its task."""
    with changing(do, task.incident) as incident:
        must_be_open(incident)
        task = fieldwork.to_change(task)
        was_late = CheckIn.objects.filter(task=task, late_at__isnull=False).exists()
        row = heard(task, do.at)
        if row is None:
            raise NotPossible(_("Nhiệm vụ này không đặt giờ điểm danh."))
        if point:
            fieldwork.place(do, task, checked_point(point))
        said = (
            msgid("%(who)s điểm danh trở lại%(remark)s") if was_late else msgid("%(who)s điểm danh: an toàn%(remark)s")
        )
        log.write(do, incident, "report", both(said, who=names(task.doer), remark=after(text.strip())), task, task.doer)
        if was_late:
            tell(do, incident, concerned(incident, lead=True), both(said, who=names(task.doer), remark=after("")))
    return row


@action("incident.watch")
def watch(do: Doing, task: Task, minutes: int | None) -> Task:
    """Have the unit of a task checked every so many minutes from now on; None stops it. Raises Invalid, NotPossible."""
    least, most = (
        int(clock.duration(one) / timedelta(minutes=1)) for one in (facts().checks.least, facts().checks.most)
    )
    if minutes is not None and not least <= minutes <= most:
        raise Invalid("minutes", _("Từ %(least)s đến %(most)s phút.") % {"least": least, "most": most}, minutes)
    with changing(do, task.incident) as incident:
        must_be_open(incident)
        task = fieldwork.to_change(task)
        if not task.is_open or task.unit is None:
            raise NotPossible(_("Chỉ đặt giờ điểm danh cho lực lượng đang làm nhiệm vụ."))
        if minutes is None:
            CheckIn.objects.filter(task=task).delete()
            text = both(msgid("Thôi điểm danh %(who)s"), who=names(task.unit))
        else:
            every = timedelta(minutes=minutes)
            CheckIn.objects.update_or_create(
                task=task, defaults={"every": every, "began_at": do.at, "due_at": do.at + every, "late_at": None}
            )
            text = both(msgid("%(who)s điểm danh mỗi %(minutes)s phút"), who=names(task.unit), minutes=minutes)
        unheard.settle(do.at)
        log.write(do, incident, "action", text, task, task.unit)
    return task


@action("incident.miss")
def miss(do: Doing, task: Task) -> Task:
    """Nobody has heard from the unit in time: once to the desk, the shift lead and the unit. Raises NotPossible otherwise."""
    with changing(do, task.incident) as incident:
        row = CheckIn.objects.select_for_update().filter(task=task, late_at=None, due_at__lt=do.at).first()
        task = fieldwork.to_change(task)
        if row is None or not task.is_open or not incident.is_open or task.unit is None:
            raise NotPossible(_("Không trễ điểm danh."))
        row.late_at = do.at
        row.save(update_fields=["late_at"])
        do.event.facts["check_in"] = {"due_at": row.due_at, "minutes": row.minutes}
        due = row.due_at.astimezone(clock.HO_CHI_MINH)
        text = both(
            msgid("%(who)s không điểm danh lúc %(due)s (mỗi %(minutes)s phút): gọi ngay"),
            who=names(task.unit), due=f"{due:%H:%M}", minutes=row.minutes,
        )  # fmt: skip
        log.write(do, incident, "auto", text, task, task.unit)
        to: list[Recipient] = [*concerned(incident, lead=True), *task.unit.members.all()]
        title = both(msgid("Mất liên lạc %(who)s"), who=names(task.unit))
        tell(do, incident, to, title, text, severity=1)
        unheard.settle(do.at)
    return task


def newly_late(at: datetime) -> list[Task]:
    """Tasks whose unit should have been heard from, beyond the grace, and of which nobody was told."""
    grace = clock.duration(facts().checks.grace)
    rows = Task.objects.filter(
        check_in__late_at=None, check_in__due_at__lt=at - grace, ended_at=None, incident__closed_at=None
    )
    return list(rows.select_related("incident__place", "unit", "office").order_by("pk"))
