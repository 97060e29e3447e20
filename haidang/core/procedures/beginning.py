"""A new procedure of the province, written from one that is much the same; it takes no cases until somebody else publishes it."""

import re
from typing import Any

from django.utils.translation import gettext as _

from haidang.core.cases.facts import plain
from haidang.core.cases.models import Procedure, ProcedureVersion
from haidang.core.cases.sync import describe
from haidang.kernel.action import Doing, Invalid, action
from haidang.kernel.facts import Words
from haidang.kernel.given import needed
from haidang.kernel.text import folded

from .checking import checked
from .models import Draft

LONGEST_KEY = 40
UNCHECKED = "M"


@action("procedure.create")
def create(do: Doing, like: Procedure, *, name: Words, why: str, key: str = "", code: str = "") -> Procedure:
    """Begin one with a draft that says what `like` says today; only who wrote a law down for `like` knew it holds there,
    so here every source counts as unchecked. Raises Invalid for a key that is taken or none, Problems.
    """
    reason, key = needed("why", why), key or key_of(name.vi)
    if re.fullmatch(r"[a-z][a-z0-9_]*", key) is None:
        raise Invalid("key", _("Viết chữ thường không dấu, số và gạch dưới, bắt đầu bằng chữ."), key)
    if Procedure.objects.filter(domain=like.domain, key=key).exists():
        raise Invalid("key", _("Đã có thủ tục mang tên khóa này; đặt tên khác."), key)
    wanted = _copied(like.versions.get(number=like.number).facts, key, name, code)
    published = checked(wanted, key=key, kind=like.kind)
    unborn = checked(wanted | {"procedure": wanted["procedure"] | {"state": "draft"}}, key=key, kind=like.kind)
    row = Procedure(domain=like.domain, key=key, number=1, changed_at=do.at)
    describe(row, unborn.procedure)
    row.save()
    signed: dict[str, Any] = {"by": str(do.actor), "by_name": do.actor.name, "why": reason}
    ProcedureVersion.objects.create(
        procedure=row, number=1, origin="province", facts=plain(unborn), from_at=do.at, **signed
    )
    Draft.objects.create(procedure=row, base=1, turn=1, facts=plain(published), changed_at=do.at, **signed)
    do.about(row, like=f"{like.domain}/{like.key}", why=reason)
    return row


def is_unborn(row: Procedure) -> bool:
    """Whether it was begun here and never published."""
    return row.state == "draft" and row.number == 1 and row.manifest is None


def key_of(name: str) -> str:
    """A key made from a name.

    >>> key_of("Cấp phép đào hè, lề đường")
    'cap_phep_dao_he_le_duong'
    """
    return re.sub(r"[^a-z0-9]+", "_", folded(name)).strip("_")[:LONGEST_KEY].rstrip("_")


def _copied(facts: dict[str, Any], key: str, name: Words, code: str) -> dict[str, Any]:
    found: dict[str, Any] = _unchecked(facts)
    own: dict[str, Any] = {
        "key": key,
        "name": {"vi": name.vi, "en": name.en},
        "short": None,
        "code": code,
        "words": [],
        "version": 1,
    }
    found["procedure"] |= own | {"state": "published"}
    return found


def _unchecked(value: Any) -> Any:
    if isinstance(value, list):
        return [_unchecked(one) for one in value]
    if isinstance(value, dict):
        whole = {name: _unchecked(one) for name, one in value.items()}
        return whole | {"trust": UNCHECKED} if {"source", "trust"} <= whole.keys() else whole
    return value
