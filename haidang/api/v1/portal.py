"""Dossiers that were filed at the national portal, in its field names; a key with the scope `portal` hands them over."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from haidang.core.portal import actions, reading
from haidang.kernel.action import Invalid

from .callers import may
from .given import Given

router = Router()
MOST = 200


class Handed(Given):
    """`data`: entries as DongBoHoSoMC has them. What cannot be taken hinders no other."""

    data: list[dict[str, Any]] = Field(max_length=MOST)


class Wrong(Schema):
    field: str
    value: str
    remedy: str


class Taken(Schema):
    """state: taken, known (it is here already), bad (with what to change)."""

    row: int
    MaHoSo: str
    state: str
    case: str = ""
    errors: list[Wrong] = []


@router.post("/dossiers", response=list[Taken])
def dossiers(request: HttpRequest, body: Handed) -> list[Taken]:
    """Open a case for each dossier that is not here yet; the same one twice changes nothing."""
    actor = may(request, "portal.receive")
    return [_taken(actor, number, raw) for number, raw in enumerate(body.data, 1)]


def _taken(actor: Any, number: int, raw: dict[str, Any]) -> Taken:
    try:
        kept, is_new = actions.receive(actor, raw)
    except Invalid as error:
        wrong = Wrong(**reading.error(error.field, error.value, error.message))
        return Taken(row=number, MaHoSo=str(error.value or "")[:80], state="bad", errors=[wrong])
    state = kept.state if is_new or kept.state == "bad" else "known"
    errors = [Wrong(**one) for one in kept.errors]
    return Taken(row=number, MaHoSo=kept.code, state=state, case=kept.case.code if kept.case else "", errors=errors)
