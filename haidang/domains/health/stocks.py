"""Stocks of medicines and vaccines: how many days they last, what expires before it is used, and what people enter."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.utils.translation import gettext as _

from haidang.core.telemetry import book
from haidang.core.telemetry.record import Reading, Sender, record
from haidang.core.things.models import Thing
from haidang.kernel import clock
from haidang.kernel.action import Doing, Invalid, action
from haidang.kernel.given import bounded, needed

from .catalogue import ITEMS
from .models import StockLot

SENDER = Sender("health", source="health_computed")
SOON = timedelta(days=60)
STORE = "vaccine_store"
MOST = 1e7
LONGEST = 10_000.0


@dataclass(frozen=True, slots=True)
class Cover:
    """The lots of one item in one store, the first to expire first. `days` they last at today's use; `left` of each lot
    when it expires, 0 where it is used up in time.
    """

    lots: list[StockLot]
    days: float
    left: list[float]

    @property
    def item(self) -> str:
        return self.lots[0].item

    @property
    def quantity(self) -> float:
        """What has not expired."""
        return sum(one.quantity for one in self.lots if one.expires_on >= clock.today())

    @property
    def lost(self) -> list[tuple[StockLot, float]]:
        """Lots that expire soon, or have expired, with what will be left of them."""
        soon = clock.today() + SOON
        return [
            (one, left) for one, left in zip(self.lots, self.left, strict=True) if left >= 1 and one.expires_on <= soon
        ]


def cover(lots: Sequence[StockLot], today: date) -> Cover:
    """Lots of one item in one store, used in the order in which they expire."""
    ordered = sorted((one for one in lots if one.quantity > 0), key=lambda one: one.expires_on) or list(lots[:1])
    use = max(one.daily_use for one in ordered)
    used_days, left = 0.0, []
    for one in ordered:
        open_days = max((one.expires_on - today).days + 1 - used_days, 0.0)
        used = one.quantity if use <= 0 < open_days else min(one.quantity, open_days * use)
        used_days += used / use if use > 0 else 0.0
        left.append(one.quantity - used)
    return Cover(ordered, min(used_days, LONGEST) if use > 0 else LONGEST, left)


def covers(lots: Iterable[StockLot]) -> dict[int, list[Cover]]:
    """By store, the scarcest item first."""
    groups: dict[tuple[int, str], list[StockLot]] = defaultdict(list)
    for one in lots:
        groups[one.store_id, one.item].append(one)
    found: dict[int, list[Cover]] = defaultdict(list)
    for (store, _item), several in groups.items():
        found[store].append(cover(several, clock.today()))
    return {store: sorted(several, key=lambda one: one.days) for store, several in found.items()}


def tell() -> None:
    """Let the rules know of every store: the fewest days, and how many lots will not be used in time."""
    stores = dict(Thing.objects.filter(type=STORE).values_list("pk", "code"))
    known, now = book.current().ids, clock.now()
    readings = [
        Reading(stores[store], series, now, float(value))
        for store, several in covers(StockLot.objects.filter(store__in=stores)).items()
        for series, value in (
            ("stock_days", np.floor(several[0].days)),
            ("lots_expiring", sum(len(one.lost) for one in several)),
        )
        if (stores[store], series) in known
    ]
    if readings:
        record(SENDER, readings)


@action("stock.receive")
def receive(
    do: Doing, store: Thing, item: str, number: str, *, quantity: float, daily_use: float, expires_on: date,
    is_simulated: bool = False,
) -> StockLot:  # fmt: skip
    """A new lot, or more of one that is there. Raises Invalid."""
    if store.type != STORE:
        raise Invalid("store", _("Chọn một kho thuốc, vắc xin."), store.code)
    if item not in ITEMS:
        raise Invalid("item", _("Chọn một mặt hàng trong danh mục."), item)
    if expires_on < clock.today() and not is_simulated:
        raise Invalid("expires_on", _("Lô này đã hết hạn: không nhập."), expires_on)
    said = {
        "daily_use": _amount("daily_use", daily_use), "expires_on": expires_on, "counted_at": do.at,
        "counted_by": do.actor.name, "is_simulated": is_simulated,
    }  # fmt: skip
    named = bounded("number", needed("number", number), 40)
    lot = StockLot.objects.select_for_update().filter(store=store, item=item, number=named).first()
    lot = lot or StockLot(store=store, item=item, number=named, quantity=0.0, received_on=clock.today())
    lot.quantity += _amount("quantity", quantity)
    for name, value in said.items():
        setattr(lot, name, value)
    lot.save()
    do.about(lot, item=item, number=lot.number, quantity=quantity, expires_on=expires_on.isoformat())
    return lot


@action("stock.count")
def count(do: Doing, lot: StockLot, *, quantity: float, why: str = "") -> StockLot:
    """What is really there of a lot; a fall to nothing before its last day needs a word. Raises Invalid."""
    now = _amount("quantity", quantity)
    why = bounded("why", why, 300)
    if now == 0 and lot.quantity > lot.daily_use * 30 and not why.strip():
        raise Invalid("why", _("Ghi lý do: hủy, chuyển kho, nhầm sổ…"), why)
    with do.changing(lot, "quantity", why=why):
        lot.quantity, lot.counted_at, lot.counted_by = now, do.at, do.actor.name
        lot.save()
    return lot


def _amount(field: str, value: float) -> float:
    if not np.isfinite(value) or not 0 <= value <= MOST:
        raise Invalid(field, _("Ghi một số từ 0 trở lên."), value)
    return float(value)
