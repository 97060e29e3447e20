"""What people ask of forms: which steps arise, whose drafts there are, and one by its token or its code."""

import hmac
from collections.abc import Iterable

from django.db.models import QuerySet

from haidang.core.directory.models import Person
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.text import dialled

from . import codes
from .checking import problems
from .models import Draft, DraftFile
from .steps import counting, shown_parts, shown_steps
from .where import where_to_file

__all__ = [
    "by_code", "by_token", "counting", "drafts_of", "files_of", "holder", "is_overtaken", "problems", "shown_parts", "shown_steps",
    "where_to_file",
]  # fmt: skip


def by_token(token: str) -> Draft | None:
    """The draft of a device, sent or not; None when its time is over."""
    return _rows().filter(token=token, expires_at__gt=clock.now()).first()


def by_code(code: str, phone: str) -> Draft | None:
    """The draft left under a code and a telephone number. Takes as long for a wrong code as for a wrong number."""
    found = _rows().filter(code=codes.read_code(code), expires_at__gt=clock.now()).exclude(phone="").first()
    kept = found.phone if found else "-"
    is_right = hmac.compare_digest(kept.encode(), dialled(phone).encode())
    return found if is_right else None


def holder(draft: Draft, asking: Actor) -> Actor:
    """As whom a draft is changed: its owner who is signed in, or whoever holds its token."""
    is_owner = asking.kind == "person" and str(draft.person_id) == asking.id
    return asking if is_owner else Actor("public", draft.link_holder, "Người làm hồ sơ")


def drafts_of(actor: Actor, person: Person) -> list[Draft]:
    """What a citizen has begun and not sent, the last touched first; only for themselves."""
    if actor.kind != "person" or actor.id != str(person.pk):
        return []
    return list(_rows().filter(person=person, case=None, expires_at__gt=clock.now()).order_by("-saved_at"))


def is_overtaken(draft: Draft) -> bool:
    """Whether its procedure has a newer version."""
    return draft.case_id is None and draft.version.number != draft.procedure.number


def files_of(drafts: Iterable[int]) -> QuerySet[DraftFile]:
    """The files put to drafts, by the drafts' row numbers."""
    return DraftFile.objects.filter(draft__in=list(drafts))


def _rows() -> QuerySet[Draft]:
    return Draft.objects.select_related("procedure", "version", "case", "person")
