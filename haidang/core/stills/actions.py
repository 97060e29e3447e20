"""How a camera's picture is fetched, and who looked at one."""

import msgspec
from django.utils.translation import gettext as _

from haidang.core.things.models import Thing
from haidang.kernel import still
from haidang.kernel.action import Doing, Invalid, action
from haidang.kernel.given import bounded
from haidang.kernel.sealing import seal

from . import kept
from .models import Still


@action("still.change", on="thing")
def set_up(do: Doing, *, thing: Thing, facts: still.Still, secret: str | None = None) -> Still:
    """Say how; `secret` None leaves the sealed one, "" takes it away. The picture there was is forgotten. Raises Invalid."""
    for where, value, _english in still.contradictions(facts):
        raise Invalid(where, _remedy_of(where), value)
    row = Still.objects.select_for_update().filter(thing=thing).first() or Still(thing=thing, facts={})
    if secret is None and row.sealed is not None and is_elsewhere(row.says, facts):
        raise Invalid("secret", _("Địa chỉ đổi sang máy khác: nhập lại mật khẩu, khóa."))
    row.facts = msgspec.to_builtins(facts)
    row.__dict__.pop("says", None)
    row.data_class, row.is_on = facts.data_class, facts.on
    if secret is not None:
        row.sealed = seal(secret) if secret else None
    row.asked_at = row.tried_at = row.taken_at = row.same_since = None
    row.digest, row.failures, row.problem_vi, row.problem_en = "", 0, "", ""
    row.save()
    kept.forget(row.pk)
    do.about(row, address=facts.address, proof=facts.proof, has_secret=row.sealed is not None, on=facts.on)
    return row


def _remedy_of(where: str) -> str:
    return {
        "address": _("Địa chỉ bắt đầu bằng http:// hoặc https://."),
        "header": _("Ghi tên tiêu đề mang khóa."),
        "every": _("Từ 5s đến 1h, như 15s."),
        "timeout": _("Từ 1s đến 15s, như 4s."),
    }[where]


def is_elsewhere(old: still.Still, new: still.Still) -> bool:
    """Whether a kept secret would go to another machine than it was typed for."""
    return old.address.split("/")[:3] != new.address.split("/")[:3]


@action("still.look")
def look(do: Doing, row: Still, *, why: str) -> None:
    """Somebody sees through a camera of personal data; `why` is usually the code of the incident or alert. Raises Invalid."""
    do.about(row, why=bounded("why", why, 200))
