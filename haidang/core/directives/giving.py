"""How a directive comes to be: given by a leader, or prepared by somebody and signed by the leader."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.cases import actions as cases
from haidang.core.cases import log
from haidang.core.cases.models import Procedure
from haidang.core.directory.models import Office, Person
from haidang.core.directory.numbers import free_code
from haidang.core.directory.queries import person_of
from haidang.kernel import clock
from haidang.kernel.action import Doing, Invalid, NotPossible, Refused, action
from haidang.kernel.bilingual import both, names, same

from . import facts, givers
from .models import BESIDE, LEAD, Directive, Part
from .order import Order, checked
from .telling import ORDERED, tell

PREFIX = "CD"


@action("directive.give")
def give(do: Doing, order: Order, *, is_simulated: bool = False) -> Directive:
    """A leader orders an office under them. Raises Invalid, Refused."""
    giver = person_of(do.actor)
    if giver is None:
        raise Refused(_("Chỉ đạo do một người giao."))
    directive = _written(do, checked(order), giver, is_simulated=is_simulated)
    return _begun(do, directive)


@action("directive.prepare")
def prepare(do: Doing, order: Order, giver: Person, *, is_simulated: bool = False) -> Directive:
    """Write an order for a leader, who signs it or not. Raises Invalid."""
    directive = _written(do, checked(order), giver, prepared_by=person_of(do.actor), is_simulated=is_simulated)
    do.about(directive)
    title = both(msgid("Chỉ đạo %(code)s chờ ký"), code=directive.code)
    tell(do, directive, [giver], title, severity=ORDERED)
    return directive


@action("directive.sign")
def sign(do: Doing, directive: Directive, order: Order | None = None) -> Directive:
    """The leader lets a prepared order out, as it is or as they change it. Raises NotPossible, Invalid."""
    draft = _draft(directive)
    if str(draft.giver_id) != do.actor.id:
        raise NotPossible(_("Chỉ %(name)s ký được bản này.") % {"name": draft.giver})
    if order is not None:
        _write(draft, checked(order), draft.giver)
        draft.save()
        draft.beside.set(order.beside)
    elif draft.due_on < clock.today():
        raise Invalid("due_on", _("Ngày phải xong đã qua; chọn ngày khác rồi ký."), draft.due_on)
    _begun(do, draft)
    if draft.prepared_by_id:
        tell(do, draft, [draft.prepared_by], both(msgid("%(code)s đã được ký"), code=draft.code))
    return draft


@action("directive.drop")
def drop(do: Doing, directive: Directive, *, reason: str = "") -> Directive:
    """Throw a prepared order away; it stays readable for whoever wrote it. Raises NotPossible."""
    draft = _draft(directive)
    draft.dropped_at = do.at
    draft.save(update_fields=["dropped_at"])
    do.about(draft, reason=reason.strip())
    title = both(msgid("%(code)s không được ký"), code=draft.code)
    tell(do, draft, [draft.prepared_by, draft.giver], title, same(reason.strip()) if reason.strip() else None)
    return draft


def _draft(directive: Directive) -> Directive:
    rows = Directive.objects.select_for_update(of=("self",))
    fresh = rows.select_related("giver", "giver_office", "lead_office__place", "prepared_by").get(pk=directive.pk)
    if fresh.case_id or fresh.dropped_at:
        raise NotPossible(_("%(code)s không còn là bản chờ ký.") % {"code": fresh.code})
    return fresh


def _written(do: Doing, order: Order, giver: Person, **more: Any) -> Directive:
    directive = Directive(code=free_code(Directive, PREFIX), written_at=do.at, **more)
    _write(directive, order, giver)
    directive.save()
    directive.beside.set(order.beside)
    return directive


def _write(directive: Directive, order: Order, giver: Person) -> None:
    office = givers.office_for(giver, order.lead)
    if office is None:
        message = _("%(name)s không giao việc được cho %(office)s.")
        raise Invalid("lead", message % {"name": giver, "office": order.lead}, order.lead.code)
    directive.giver, directive.giver_office = giver, office
    directive.sentence, directive.text, directive.due_on = order.sentence, order.text, order.due_on
    directive.lead_office, directive.leader = order.lead, order.leader
    if order.about is not None:
        about = order.about
        directive.about_kind, directive.about_key = about.kind, about.key
        directive.about_place, directive.about_period = about.place, about.period
        directive.about = about.kept()


def _begun(do: Doing, directive: Directive) -> Directive:
    """Its case is opened with the lead office, and everybody in it is told."""
    directive.case = cases.open_case(
        do.actor, Procedure.objects.get(domain=facts.domain().key, key=facts.KEY), title=directive.sentence,
        text=directive.text, place=directive.lead_office.place, answers={facts.DUE: directive.due_on.isoformat()},
        channel="internal", office=directive.lead_office, code=directive.code, is_simulated=directive.is_simulated,
    )  # fmt: skip
    directive.given_at = do.at
    directive.save()
    beside = list(directive.beside.all())
    Part.objects.create(directive=directive, office=directive.lead_office, role=LEAD)
    Part.objects.bulk_create(Part(directive=directive, office=one, role=BESIDE) for one in beside)
    said = both(msgid("%(name)s giao, hạn %(day)s"), name=directive.giver, day=f"{directive.due_on:%d/%m/%Y}")
    log.write(do, directive.case, "action", said)
    do.about(directive)
    _tell_all(do, directive, beside)
    return directive


def _tell_all(do: Doing, directive: Directive, beside: list[Office]) -> None:
    title = both(msgid("Chỉ đạo %(code)s: %(what)s"), code=directive.code, what=directive.sentence)
    day = f"{directive.due_on:%d/%m/%Y}"
    body = both(
        msgid("%(office)s chủ trì, hạn %(day)s. Người giao: %(name)s."), office=names(directive.lead_office), day=day,
        name=directive.giver,
    )  # fmt: skip
    tell(do, directive, [directive.lead_office, directive.leader, *beside], title, body, severity=ORDERED)
