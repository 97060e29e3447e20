"""Lessons that change a playbook: proposed after an incident, decided by somebody else, in force for the next incident.

The domain's file stays as it is: an approved change makes a version of the province that takes its place.
"""

from dataclasses import dataclass
from typing import Any

import msgspec
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.numbers import next_code
from haidang.core.directory.queries import person_of, visible
from haidang.core.directory.roles import facts as role_facts
from haidang.core.notices.actions import Role, notify
from haidang.kernel import registry
from haidang.kernel.action import Actor, Doing, Invalid, NotPossible, action
from haidang.kernel.bilingual import both
from haidang.kernel.given import needed
from haidang.kernel.manifest import Playbook, Step, Words

from . import log, playbooks
from .models import Incident, PlaybookChange, PlaybookVersion
from .under_way import changing

STATES = {
    "proposed": msgid("Chờ duyệt"), "approved": msgid("Đã duyệt"), "refused": msgid("Không duyệt"),
}  # fmt: skip
WHAT = ("change", "add", "drop")
DECIDES = "leader"


@action("playbook.propose")
def propose(
    do: Doing, incident: Incident, *, what: str, step: str = "", facts: dict[str, Any] | None = None, lesson: str
) -> PlaybookChange:
    """A lesson of an incident asks for another step, a changed one or one less in the playbook it ran by.

    `facts` has the shape of a step of a manifest; `step` is the one to change or drop, or after which to add ("" for
    first). Raises Invalid naming the field; NotPossible when the incident ran without a playbook.
    """
    if what not in WHAT:
        raise Invalid("what", _("Chọn một trong: %(keys)s.") % {"keys": ", ".join(WHAT)}, what)
    with changing(do, incident) as incident:
        present = _present(incident)
        asked = {} if what == "drop" else _checked(facts or {})
        _applied(present, what, step, asked)  # what cannot be done is told now
        made = PlaybookChange.objects.create(
            code=next_code(PlaybookChange, "QT"), incident=incident, domain=incident.playbook_domain,
            key=incident.playbook_key, of=playbooks.version_of(present), what=what, step=step, facts=asked,
            lesson=needed("lesson", lesson), proposed_at=do.at, by=str(do.actor), by_name=do.actor.name,
        )  # fmt: skip
        text = both(msgid("Đề xuất sửa quy trình (%(code)s): %(lesson)s"), code=made.code, lesson=made.lesson)
        log.write(do, incident, "action", text)
        title = both(msgid("Đề xuất sửa quy trình %(playbook)s"), playbook=present.name)
        notify(do, [Role(DECIDES, incident.place.path)], kind=do.name, title=title, body=text, link=link_of(made))
    return made


@action("playbook.approve")
def approve(do: Doing, change: PlaybookChange, *, reason: str = "") -> PlaybookVersion:
    """Make it a version of the province, which the next incident uses. Raises NotPossible for one's own, or one decided.

    A playbook that changed since is changed as it is now; what fits no more is refused with the reason.
    """
    change = _to_decide(do, change)
    if change.by == str(do.actor):
        raise NotPossible(_("Người đề xuất không tự duyệt: cần người khác duyệt."))
    filed = registry.playbook(change.domain, change.key)
    if filed is None:
        raise NotPossible(_("Lĩnh vực không còn quy trình này."))
    before = playbooks.override_of(change.domain, change.key)
    present = before.says if before else filed
    made = _applied(present, change.what, change.step, change.facts)
    version = PlaybookVersion.objects.create(
        domain=change.domain, key=change.key, number=(before.number if before else 1) + 1,
        facts=msgspec.to_builtins(made), base=playbooks.version_of(filed), made_from=playbooks.version_of(present),
        why=change.lesson, by_name=do.actor.name, from_at=do.at,
    )  # fmt: skip
    _decide(do, change, "approved", reason.strip(), version)
    return version


@action("playbook.refuse")
def refuse(do: Doing, change: PlaybookChange, *, reason: str) -> PlaybookChange:
    """Not so, for a reason."""
    return _decide(do, _to_decide(do, change), "refused", needed("reason", reason), None)


@action("playbook.restore")
def restore(do: Doing, domain: str, key: str, *, reason: str) -> PlaybookVersion:
    """What the domain's file says now holds again, as a new version. Raises NotPossible when it does already."""
    filed, before = registry.playbook(domain, key), playbooks.override_of(domain, key)
    if filed is None or before is None or playbooks.version_of(before.says) == playbooks.version_of(filed):
        raise NotPossible(_("Quy trình đang đúng như bản gốc."))
    version = PlaybookVersion.objects.create(
        domain=domain, key=key, number=before.number + 1, facts=msgspec.to_builtins(filed),
        base=playbooks.version_of(filed), made_from=playbooks.version_of(before.says), why=needed("reason", reason),
        by_name=do.actor.name, from_at=do.at,
    )  # fmt: skip
    do.about(version)
    return version


def _to_decide(do: Doing, change: PlaybookChange) -> PlaybookChange:
    fresh = PlaybookChange.objects.select_for_update(of=("self",)).select_related("incident__place").get(pk=change.pk)
    if fresh.state != "proposed":
        raise NotPossible(_("Đề xuất này đã được quyết định: %(name)s.") % {"name": fresh.decided_by})
    return fresh


def _decide(
    do: Doing, change: PlaybookChange, state: str, reason: str, version: PlaybookVersion | None
) -> PlaybookChange:
    with do.changing(change, "state", "reason"):
        change.state, change.reason, change.version = state, reason, version
        change.decided_at, change.decided_by = do.at, do.actor.name
        change.save()
    title = msgid("Đã duyệt sửa quy trình (%(code)s)") if version else msgid("Không duyệt sửa quy trình (%(code)s)")
    kind, _colon, pk = change.by.partition(":")
    person = person_of(Actor("person", pk, change.by_name)) if kind == "person" else None
    notify(do, [person] if person else [], kind=do.name, title=both(title, code=change.code), link=link_of(change))
    return change


def _present(incident: Incident) -> Playbook:
    found = playbooks.found(incident.playbook_domain, incident.playbook_key)
    if found is None:
        raise NotPossible(_("Sự cố này không theo quy trình nào."))
    return found


def _checked(facts: dict[str, Any]) -> dict[str, Any]:
    """Raises Invalid with the field of the step that is wrong."""
    try:
        step = msgspec.convert(facts, Step)
    except msgspec.ValidationError as error:
        raise Invalid("facts", _("Bước chưa đúng: %(why)s.") % {"why": error}, facts) from None
    if step.role not in role_facts().roles:
        raise Invalid("role", _("Không có vai trò này."), step.role)
    made: dict[str, Any] = msgspec.to_builtins(step)
    return made


def _applied(present: Playbook, what: str, step: str, facts: dict[str, Any]) -> Playbook:
    """The playbook with the change. Raises Invalid when the step is not there, or is there already."""
    steps = list(present.steps)
    at = next((number for number, one in enumerate(steps) if one.key == step), None)
    if at is None and (what != "add" or step):
        raise Invalid("step", _("Quy trình không có bước này."), step)
    made = msgspec.convert(facts, Step) if facts else None
    if made is not None and any(
        one.key == made.key for number, one in enumerate(steps) if what == "add" or number != at
    ):
        raise Invalid("key", _("Quy trình đã có bước mang tên này."), made.key)
    match what:
        case "drop":
            assert at is not None
            del steps[at]
        case "change":
            assert at is not None
            assert made is not None
            steps[at] = made
        case _:
            assert made is not None
            steps.insert(0 if at is None else at + 1, made)
    if not steps:
        raise Invalid("step", _("Quy trình phải còn ít nhất một bước."), step)
    return msgspec.structs.replace(present, steps=steps)


def step_of(change: PlaybookChange) -> Step:
    """The step that a proposal makes. Raises msgspec.ValidationError for one that drops a step."""
    return msgspec.convert(change.facts, Step)


def state_words(state: str) -> Words:
    return both(STATES[state])


def link_of(change: PlaybookChange) -> str:
    return f"/playbooks/{change.domain}/{change.key}/#{change.code}"


@dataclass(frozen=True, slots=True)
class Known:
    """A playbook as it holds: `own` the province's version, None where the file holds; `differs` that the file changed since."""

    domain: str
    key: str
    says: Playbook
    filed: Playbook
    own: PlaybookVersion | None
    waiting: int

    @property
    def number(self) -> int:
        return self.own.number if self.own else 1

    @property
    def differs(self) -> bool:
        return self.own is not None and self.own.base != playbooks.version_of(self.filed)


def every(actor: Actor) -> list[Known]:
    """All playbooks, with what waits for a decision, by domain."""
    own: dict[tuple[str, str], PlaybookVersion] = {}
    for one in PlaybookVersion.objects.filter(visible(actor, PlaybookVersion)):
        own.setdefault((one.domain, one.key), one)
    waiting: dict[tuple[str, str], int] = {}
    for row in changes(actor).filter(state="proposed").values_list("domain", "key"):
        waiting[row] = waiting.get(row, 0) + 1
    return [
        Known(domain.key, one.key, found.says if found else one, one, found, waiting.get((domain.key, one.key), 0))
        for domain in registry.domains().values()
        for one in domain.playbooks
        for found in [own.get((domain.key, one.key))]
    ]


def one(actor: Actor, domain: str, key: str) -> Known | None:
    return next((each for each in every(actor) if (each.domain, each.key) == (domain, key)), None)


def changes(actor: Actor) -> "QuerySet[PlaybookChange]":
    rows = PlaybookChange.objects.filter(visible(actor, PlaybookChange))
    return rows.select_related("incident", "version")


def versions(actor: Actor, domain: str, key: str) -> list[PlaybookVersion]:
    """The province's, the newest first."""
    return list(PlaybookVersion.objects.filter(visible(actor, PlaybookVersion), domain=domain, key=key))
