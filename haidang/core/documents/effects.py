"""What follows from a document's turns: who is told, what it changes in its case."""

from contextlib import suppress
from contextvars import ContextVar

from django.utils.translation import gettext_noop as msgid

from haidang.core.cases import actions as cases
from haidang.core.cases import papers
from haidang.core.cases.models import Case
from haidang.core.cases.needs import Given, blockers
from haidang.core.cases.under_way import tell
from haidang.core.notices.actions import Recipient, Role
from haidang.kernel.action import Actor, Doing, Invalid, NotPossible, Refused, system
from haidang.kernel.bilingual import both, same

from .models import Document
from .under_way import named, say

LEAD = "team_lead"
PROGRAM = system("documents")
extending: ContextVar[bool] = ContextVar("extending", default=False)
"""True while a signed apology moves the deadline: no further apology is drafted for that."""


def waits(do: Doing, document: Document) -> None:
    """Whoever has to sign is told; nobody else: what is not signed is not sent."""
    case = document.case
    title = both(msgid("Chờ ký: %(name)s %(number)s"), **named(document))
    if document.facts_of_kind.signer == "citizen":
        say(do, document, both(msgid("Mời bạn ký %(name)s"), **named(document)), for_citizen=True)
        return
    whom: list[Recipient] = [Role(LEAD, case.place.path, case.office)] if document.needs_leader else [case.office]
    tell(do, case, whom, title, case.titled)


def returned(do: Doing, document: Document) -> None:
    case = document.case
    title = both(msgid("Trả lại %(name)s %(number)s"), **named(document))
    tell(do, case, [case.officer or case.office], title, same(document.returned))


def signed(do: Doing, document: Document) -> None:
    """The citizen learns of it; a result goes among the case's results, an apology moves the date it promises."""
    is_own = document.facts_of_kind.signer == "citizen"
    told = msgid("Đã ký %(name)s") if is_own else msgid("Có %(name)s số %(number)s")
    say(do, document, both(told, **named(document)), for_citizen=True)
    if is_own and document.file is not None:
        tell(do, document.case, [document.case.officer or document.case.office], both(told, **named(document)))
    if document.kind == "result" and document.file is not None:
        papers.add(do, document.case, document.file, "result")
        _go_on(do, document)
    elif document.kind == "apology" and document.facts.get("extends"):
        _extend(do, document)


def _signer(do: Doing, document: Document) -> Actor:
    return document.signer.as_actor() if document.signer else do.actor


def _go_on(do: Doing, document: Document) -> None:
    """With its last result signed, a case that waits for just that takes the move."""
    case = Case.objects.select_related("version", "place", "office").get(pk=document.case_id)
    for move in case.flow.moves_from(case.state):
        if "result" in move.needs and not move.by_citizen and not blockers(case, move, Given()):
            with suppress(Refused):  # a signer who may not move it leaves that to whoever may
                cases.move(_signer(do, document), case, move.key)
            return


def _extend(do: Doing, document: Document) -> None:
    """The new date counts from the signature on; where the law allows no more time, the letter stands alone."""
    facts, case = document.facts, document.case
    token = extending.set(True)
    try:
        cases.extend(PROGRAM, case, limit=facts["extends"], reason=facts["reason"]["vi"], timer=facts.get("timer", ""))
    except (NotPossible, Invalid) as error:
        cases.note(PROGRAM, case, str(error))
    finally:
        extending.reset(token)
