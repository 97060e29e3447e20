"""What a case may be asked to pay, by the facts of its procedure, and the lines that an officer makes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from haidang.core.cases.models import Case
from haidang.kernel.action import Invalid
from haidang.kernel.given import bounded, needed
from haidang.kernel.manifest.procedure import Fee

When = Literal["receipt", "supplement", "result"]
WHENS: tuple[When, ...] = ("receipt", "supplement", "result")
MOST_LINES, MOST_QUANTITY, MOST_AMOUNT = 20, 1000, 10**12
BY_CHANNEL = {"counter": ("counter", "phone", "team"), "online": ("online", "portal", "post")}
"""Fee keys that say how a dossier was filed, where the law asks less or more for it."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line as it is given. `key` names a fee of the procedure, "" something else, which then needs `name`.

    `unit` (đồng) may be left out where the fact is known; an amount of the officer's own needs `why`.
    """

    key: str = ""
    name: str = ""
    unit: int | None = None
    quantity: int = 1
    why: str = ""


def of_case(case: Case) -> list[Fee]:
    """The fees of its procedure that can concern it: of those told apart by channel only its own."""
    return [one for one in case.version.book.procedure.fees if _fits(case, one)]


def _fits(case: Case, fee: Fee) -> bool:
    channels = BY_CHANNEL.get(fee.key)
    return channels is None or case.channel in channels


def certain(case: Case, when: When) -> list[Item]:
    """What is surely due, so that nobody need look at it first: the only fee of that moment, set for its channel.

    Other known amounts may be for each copy or waived for some people: an officer looks at those.
    """
    due = [one for one in of_case(case) if one.when == when and one.amount != 0]
    is_sure = len(due) == 1 and due[0].key in BY_CHANNEL and due[0].amount is not None
    return [Item(due[0].key)] if is_sure else []


def lines(case: Case, items: Sequence[Item]) -> list[dict[str, Any]]:
    """The lines of a bill. Raises Invalid that names the line."""
    if not 0 < len(items) <= MOST_LINES:
        raise Invalid("items", _("Chọn từ 1 đến %(most)s khoản.") % {"most": MOST_LINES}, len(items))
    known = {one.key: one for one in case.version.book.procedure.fees}
    return [_line(known, item) for item in items]


def _line(known: dict[str, Fee], item: Item) -> dict[str, Any]:
    fee = known.get(item.key)
    if item.key and fee is None:
        raise Invalid("key", _("Chọn một khoản của thủ tục này."), item.key)
    unit = item.unit if item.unit is not None else fee.amount if fee else None
    if unit is None:
        raise Invalid("unit", _("Danh mục chưa có mức thu: ghi số tiền (đồng) và căn cứ."), item.key)
    if not 0 < unit <= MOST_AMOUNT or not 0 < item.quantity <= MOST_QUANTITY:
        raise Invalid("unit", _("Số tiền và số lượng phải lớn hơn 0."), f"{unit} × {item.quantity}")
    is_own = fee is None or unit != fee.amount
    return {
        "key": item.key,
        "name": _name(fee, item),
        "kind": fee.kind if fee else "charge",
        "unit": unit,
        "quantity": item.quantity,
        "amount": unit * item.quantity,
        "why": needed("why", item.why) if is_own else bounded("why", item.why, 300),
        "source": fee.law.source if fee and fee.law and not is_own else "",
    }


def _name(fee: Fee | None, item: Item) -> dict[str, str]:
    if fee is not None:
        return {"vi": fee.name.vi, "en": fee.name.en}
    name = bounded("name", needed("name", item.name), 200)
    return {"vi": name, "en": name}
