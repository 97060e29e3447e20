"""The lines that actions leave in the log, in both languages."""

from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.models import Office, Person
from haidang.kernel.bilingual import NOTHING, after, both, names, same
from haidang.kernel.manifest import Words

from .facts import phase_words, severity_words, task_words
from .models import ChecklistItem, Incident, Task


def holder(owner: Person | None, office: Office | None) -> Words:
    """Who has the incident: a person, an office, both, or nobody."""
    if owner and office:
        return both(msgid("%(owner)s (%(office)s)"), owner=owner.full_name, office=names(office))
    if owner:
        return same(owner.full_name)
    return names(office) if office else both(msgid("chưa ai"))


def opened(incident: Incident, code: str) -> Words:
    origin = msgid(" (từ phản ánh %(code)s)") if incident.origin == "report" else msgid(" (từ cảnh báo %(code)s)")
    alert = both(origin, code=code) if code else NOTHING
    return both(
        msgid("Mở sự cố mức %(severity)s: %(title)s%(alert)s"),
        severity=severity_words(incident.severity),
        title=incident.title,
        alert=alert,
    )


def rated(before: int, now: int, reason: str) -> Words:
    return both(
        msgid("Đổi mức từ %(before)s sang %(now)s: %(reason)s"),
        before=severity_words(before),
        now=severity_words(now),
        reason=reason,
    )


def moved(incident: Incident, reason: str) -> Words:
    return both(
        msgid("Chuyển sang giai đoạn %(phase)s%(reason)s"), phase=phase_words(incident.phase), reason=after(reason)
    )


def with_move(incident: Incident, words: Words) -> Words:
    """What was done, and the phase it brought the incident into."""
    return both(msgid("%(what)s; chuyển sang giai đoạn %(phase)s"), what=words, phase=phase_words(incident.phase))


def on_step(message: str, step: ChecklistItem, remark: str) -> Words:
    """A message about a step that takes %(number)s, %(step)s and %(remark)s."""
    return both(message, number=step.number, step=step.name, remark=after(remark))


def tasked(task: Task) -> Words:
    message = msgid("Điều %(who)s (%(code)s): %(text)s") if task.unit else msgid("Giao %(who)s (%(code)s): %(text)s")
    return both(message, who=names(task.doer), code=task.code, text=task.text)


def reported(task: Task, move: str, remark: str) -> Words:
    """A receipt or a report: who, which task, its new state, and what was said."""
    if not move:
        return both(msgid("%(who)s báo (%(code)s): %(text)s"), who=names(task.doer), code=task.code, text=remark)
    return both(
        msgid("%(who)s: %(state)s (%(code)s)%(remark)s"),
        who=names(task.doer),
        state=task_words(task.state),
        code=task.code,
        remark=after(remark),
    )
