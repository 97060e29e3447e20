"""One case: by its code or its secret link, with its log, papers and people, and the moves that are open."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from haidang.core.cases.models import Case, Line, Paper, Party
from haidang.core.cases.needs import Given, blockers
from haidang.core.directory.queries import decide
from haidang.kernel.action import Actor
from haidang.kernel.flow import Move

from .filters import seen, with_all


def by_code(actor: Actor, code: str) -> Case | None:
    return seen(actor).filter(code=code).first()


def by_secret(code: str, secret: str) -> tuple[Case, Actor] | None:
    """The case of a link, and whoever holds the link as an actor who may do what is the citizen's to do."""
    case = with_all(Case.objects.filter(code=code)).first()
    if case is None or not hmac.compare_digest(case.secret.encode(), secret.encode()):
        return None
    return case, Actor("public", case.code, "Người gửi")


def lines(case: Case, *, for_citizen: bool, limit: int = 300) -> list[Line]:
    """The log of a case that may be seen, newest first."""
    rows = case.lines.filter(audience="all") if for_citizen else case.lines.all()
    return list(rows.order_by("-pk")[:limit])


def papers(case: Case, *, public_only: bool = False) -> list[Paper]:
    rows = case.papers.select_related("file")
    return list(rows.filter(is_public=True) if public_only else rows)


def public_papers(cases: Iterable[Case]) -> list[Paper]:
    """What is shown to everybody of many cases, oldest first."""
    return list(Paper.objects.filter(case__in=list(cases), is_public=True).select_related("file"))


def may_know_people(actor: Actor, case: Case) -> bool:
    """Whether the actor may look at who is in a case; the look itself is case.look, which is journalled."""
    return bool(decide(actor, "case.look", case))


def parties(case: Case) -> list[Party]:
    """Call only from under case.look, or for the citizen's own."""
    return list(case.parties.select_related("person").order_by("pk"))


@dataclass(frozen=True, slots=True)
class Open:
    """A move that the actor may try, and what still stands in its way."""

    move: Move
    blockers: list[str]


def moves(actor: Actor, case: Case) -> list[Open]:
    """The moves of the present state that are the actor's to make."""
    if case.merged_into_id or not decide(actor, "case.move", case):
        return []
    possible = [one for one in case.flow.moves_from(case.state) if not one.by_citizen]
    allowed = [one for one in possible if not one.right or decide(actor, one.right, case)]
    told_later = {"answer", "reason_key"}
    return [Open(one, blockers(case, _without(one, told_later), Given())) for one in allowed]


def _without(move: Move, needs: set[str]) -> Move:
    return msgspec.structs.replace(move, needs=[one for one in move.needs if one not in needs])


def own_moves(case: Case) -> list[Move]:
    """The moves of the present state that are the citizen's to make."""
    return [] if case.merged_into_id else [one for one in case.flow.moves_from(case.state) if one.by_citizen]
