"""The steps of the checklist: done, left out, taken back."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.incidents import log, words
from haidang.core.incidents.models import ChecklistItem
from haidang.core.incidents.under_way import (
    changing,
    must_be_open,
    open_step,
    save_step,
    step_to_change,
)
from haidang.kernel.action import Doing, NotPossible, action
from haidang.kernel.given import needed


@action("incident.tick")
def tick(do: Doing, step: ChecklistItem, *, note: str = "") -> ChecklistItem:
    """Mark a step of the checklist as done."""
    with changing(do, step.incident) as incident:
        must_be_open(incident)
        step = open_step(incident, step)
        step.done_at, step.by, step.by_name, step.note = do.at, str(do.actor), do.actor.name, note.strip()
        save_step(do, step)
        text = words.on_step(msgid("Xong bước %(number)s: %(step)s%(remark)s"), step, step.note)
        log.write(do, incident, "action", text, step)
    return step


@action("incident.skip")
def skip(do: Doing, step: ChecklistItem, *, reason: str) -> ChecklistItem:
    """Leave out a step, for a reason."""
    with changing(do, step.incident) as incident:
        must_be_open(incident)
        step = open_step(incident, step)
        step.skipped_at, step.by, step.by_name = do.at, str(do.actor), do.actor.name
        step.reason = needed("reason", reason)
        save_step(do, step)
        text = words.on_step(msgid("Bỏ qua bước %(number)s: %(step)s%(remark)s"), step, step.reason)
        log.write(do, incident, "action", text, step)
    return step


@action("incident.untick")
def untick(do: Doing, step: ChecklistItem, *, reason: str = "") -> ChecklistItem:
    """Take back a tick or a skip; the log keeps both."""
    with changing(do, step.incident) as incident:
        must_be_open(incident)
        step = step_to_change(incident, step)
        if step.state == "open":
            raise NotPossible(_("Bước này chưa làm."))
        step.done_at = step.skipped_at = None
        step.by = step.by_name = step.reason = step.note = ""
        save_step(do, step)
        text = words.on_step(msgid("Mở lại bước %(number)s: %(step)s%(remark)s"), step, reason.strip())
        log.write(do, incident, "action", text, step)
    return step
