"""Search over everything the caller may see, as the box of the screens (Ctrl K) does."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema

from haidang.core.search import queries
from haidang.core.search.kinds import KINDS
from haidang.kernel.action import Invalid

from .callers import caller

router = Router()
MOST = 60


class FoundOut(Schema):
    """`ref` names the object in its own list of the API; `rank` 0 is its very code, 5 its words in any order."""

    kind: str
    ref: str
    code: str
    title_vi: str
    title_en: str
    about_vi: str
    about_en: str
    severity: int | None
    is_now: bool
    at: datetime | None
    rank: int


@router.get("", response=list[FoundOut], summary="Find objects by the beginnings of their words, without diacritics")
def search(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=100)],
    kind: str = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = queries.MOST,
) -> list[FoundOut]:
    """At most `limit` of each kind, the best first."""
    if kind and kind not in KINDS:
        raise Invalid("kind", f"name one of {', '.join(KINDS)}", kind)
    found = queries.find(caller(request), q, kinds=[kind] if kind else [], limit=limit)
    return [
        FoundOut(
            kind=one.kind, ref=one.ref, code=one.code, title_vi=one.title.vi, title_en=one.title.en, about_vi=one.about.vi,
            about_en=one.about.en, severity=one.severity, is_now=one.is_now, at=one.at, rank=one.rank,
        )
        for one in found
    ]  # fmt: skip
