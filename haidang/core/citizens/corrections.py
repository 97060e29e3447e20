"""What somebody says is wrong in what is known of them, and the answer to it (right to rectify, Law 91/2025/QH15).

What was corrected here goes before the word it corrects, and ends when the issuer's own word changes. It proves nothing: a
form that asks for a verified name does not take it for one.
"""

import re
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.permissions import decide
from haidang.core.directory.queries import top_place
from haidang.core.directory.signing_in.proofs import CLAIMS
from haidang.core.notices.actions import Role, notify
from haidang.kernel.action import Actor, Doing, Invalid, NotPossible, action
from haidang.kernel.bilingual import both
from haidang.kernel.given import bounded, needed

from .models import Citizen, Claim, Correction

SOURCE = "correction"
OPEN_TO_IT = tuple(one for one in CLAIMS if one not in ("phone", "email"))
"""A telephone or a mailbox is proven by a code, not by words."""
LONGEST = 300
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


@action("citizen.rectify")
def ask(do: Doing, citizen: Citizen, *, name: str, wanted: str, why: str = "") -> Correction:
    """Say what is wrong in a claim. Raises Invalid for a claim that is none, NotPossible while the same is being asked."""
    if name not in OPEN_TO_IT:
        raise Invalid("name", _("Chọn một trong: %(all)s.") % {"all": ", ".join(OPEN_TO_IT)}, name)
    if citizen.person.corrections.filter(name=name, state="asked").exists():
        raise NotPossible(_("Điều này bạn đã yêu cầu sửa, chúng tôi đang xem."))
    row = Correction.objects.create(
        person=citizen.person, name=name, wanted=needed("wanted", bounded("wanted", wanted, LONGEST)),
        why=bounded("why", why, 500), asked_at=do.at,
    )  # fmt: skip
    do.about(citizen, correction=row.pk, claim=name)
    province = top_place()
    keepers = Role("data_protection", province.path if province else "")
    title = both(msgid("Có yêu cầu sửa dữ liệu cá nhân"))
    notify(do, [keepers], kind="correction", title=title, link=row.link)
    return row


@action("correction.look")
def look(do: Doing, row: Correction) -> list[Claim]:
    """What is known now of what is to be corrected, and by whose word; the citizen sees that somebody looked."""
    do.about(row, fields=[row.name], why=str(row))
    return list(Claim.objects.filter(person=row.person_id, name=row.name).order_by("source"))


@action("correction.answer")
def answer(do: Doing, row: Correction, *, is_done: bool, text: str, value: str = "") -> Correction:
    """Correct it (to `value`, or as it was wished), or refuse; the citizen is told why. Raises Invalid, NotPossible."""
    row = Correction.objects.select_for_update(of=("self",)).select_related("person").get(pk=row.pk)
    if row.state != "asked":
        raise NotPossible(_("Yêu cầu này đã được trả lời."))
    row.state, row.answered_at, row.by_name = "done" if is_done else "refused", do.at, do.actor.name
    row.answer = bounded("text", needed("text", text), 1000)
    if is_done:
        row.value = checked(row.name, value.strip() or row.wanted)
        _put(do, row)
    row.save()
    do.about(row, claim=row.name, is_done=is_done)
    notify(
        do, [row.person], kind="correction", title=both(msgid("Yêu cầu sửa dữ liệu của bạn đã được trả lời")),
        link="/app/me/account/",
    )  # fmt: skip
    return row


def _put(do: Doing, row: Correction) -> None:
    facts: dict[str, Any] = {"value": row.value, "level": "", "at": do.at}
    Claim.objects.update_or_create(person=row.person, name=row.name, source=SOURCE, defaults=facts)


def checked(name: str, value: str) -> str:
    """As claims are kept: days as 2026-11-22, numbers of persons as twelve digits. Raises Invalid.

    >>> checked("birth_date", "2/9/1990")
    '1990-09-02'
    """
    if name == "birth_date":
        return _day(value)
    if name == "identity" and not re.fullmatch(r"\d{12}", value, re.ASCII):
        raise Invalid("value", _("Số định danh gồm 12 chữ số."), value)
    return needed("value", bounded("value", value, LONGEST))


def _day(value: str) -> str:
    found = _DAY.fullmatch(value)
    try:
        return (date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(value)).isoformat()
    except ValueError:
        raise Invalid("value", _("Ghi ngày như 02/09/1990."), value) from None


def rows(actor: Actor, *, waiting: bool, limit: int = 200) -> list[Correction]:
    """For those who answer them: the oldest that wait first, or the newest that are answered."""
    if not decide(actor, "correction.answer"):
        return []
    wanted = Q(state="asked")
    if waiting:
        return list(Correction.objects.filter(wanted).order_by("asked_at")[:limit])
    return list(Correction.objects.exclude(wanted).order_by("-answered_at")[:limit])


def one(actor: Actor, number: int) -> Correction | None:
    row = Correction.objects.select_related("person").filter(pk=number).first()
    return row if row is not None and decide(actor, "correction.answer", row) else None
