"""The province's own words for answers, beside those of the versions."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from haidang.core.cases.models import Case, Procedure
from haidang.core.directory.models import Office
from haidang.core.directory.queries import decide, visible
from haidang.kernel.action import Actor, Doing, Invalid, Refused, action
from haidang.kernel.given import bounded, needed

from .checking import SLOTS, unknown_slots
from .models import AnswerTemplate


@action("template.add", on="office")
def add(
    do: Doing, *, office: Office | None, kind: str, name: str, text: str, procedure: Procedure | None = None,
    moves: Sequence[str] = (), reason: str = "",
) -> AnswerTemplate:  # fmt: skip
    """Raises Invalid for a place to fill in that nobody knows."""
    template = AnswerTemplate(kind=kind, office=office, procedure=procedure)
    if not (decision := decide(do.actor, "template.add", template)):
        raise Refused(decision.because)  # words for everybody are not of one office
    return _written(do, template, name, text, moves, reason)


@action("template.change")
def change(
    do: Doing, template: AnswerTemplate, *, name: str, text: str, moves: Sequence[str] = (), reason: str = ""
) -> AnswerTemplate:
    fresh = AnswerTemplate.objects.select_for_update().get(pk=template.pk)
    do.event.before = {"name": fresh.name, "text": fresh.text}
    return _written(do, fresh, name, text, moves, reason)


@action("template.drop")
def drop(do: Doing, template: AnswerTemplate) -> None:
    """No longer offered; answers that were written with it stay as they are."""
    AnswerTemplate.objects.filter(pk=template.pk).update(dropped_at=do.at)
    do.about(template)


def _written(
    do: Doing, template: AnswerTemplate, name: str, text: str, moves: Sequence[str], reason: str
) -> AnswerTemplate:
    if wrong := unknown_slots(text):
        known = ", ".join(f"{{{one}}}" for one in SLOTS)
        raise Invalid("text", _("Chỗ điền chỉ có: %(known)s.") % {"known": known}, ", ".join(wrong))
    template.name, template.text = (
        bounded("name", needed("name", name), 120),
        bounded("text", needed("text", text), 5000),
    )
    template.moves, template.reason = list(moves), reason
    template.by, template.by_name, template.changed_at = str(do.actor), do.actor.name, do.at
    template.save()
    do.about(template)
    do.event.after = {"name": template.name, "text": template.text}
    return template


def all_of(actor: Actor) -> list[AnswerTemplate]:
    """Those the actor may see: of everybody, and of their offices."""
    rows = AnswerTemplate.objects.filter(dropped_at=None).filter(Q(office=None) | visible(actor, AnswerTemplate))
    return list(rows.select_related("procedure", "office"))


def by_number(actor: Actor, number: int) -> AnswerTemplate | None:
    return next((one for one in all_of(actor) if one.pk == number), None)


def may_share(actor: Actor) -> bool:
    """Whether the actor may add words that every office is offered."""
    return bool(decide(actor, "template.add", AnswerTemplate(office=None)))


def may_change(actor: Actor, template: AnswerTemplate) -> bool:
    return bool(decide(actor, "template.change", template))


def for_case(case: Case, move: str) -> list[AnswerTemplate]:
    """What is offered for a move of a case, its own office's first."""
    rows = AnswerTemplate.objects.filter(dropped_at=None, kind=case.kind)
    rows = rows.filter(Q(procedure=None) | Q(procedure=case.procedure_id), Q(office=None) | Q(office=case.office_id))
    found = [one for one in rows if not one.moves or move in one.moves]
    return sorted(found, key=lambda one: (one.office_id is None, one.procedure_id is None, one.name))
