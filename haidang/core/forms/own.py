"""What an account has begun and not sent, for its owner's copy of their data, and for the end of the account."""

from collections.abc import Iterator
from typing import Any

from haidang.core.directory.models import Person
from haidang.kernel.action import system

from . import actions
from .models import Draft

WHO = system("forms")


def exported(person: Person) -> Iterator[dict[str, Any]]:
    for one in Draft.objects.filter(person=person, case=None).select_related("procedure"):
        yield {"code": one.code, "what": str(one.procedure), "answers": one.answers, "saved_at": one.saved_at}


def forgotten(person: Person) -> int:
    """Delete them with their files; how many there were."""
    drafts = list(Draft.objects.filter(person=person, case=None))
    for one in drafts:
        actions.forget(WHO, one, why="account deleted")
    return len(drafts)
