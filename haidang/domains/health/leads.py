"""What the page of health and its scene on the wall lead with, beside what the manifest draws by itself."""

from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse

from haidang.core.directory.permissions import decide
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown

from . import drawing, queries
from .catalogue import DISEASES, ITEMS

MOST_CHARTS, MOST_PLACES, MOST_ITEMS = 2, 8, 8


def epidemics(actor: Actor) -> dict[str, Any] | None:
    """The two gravest courses of the province, and the communes beyond their threshold."""
    if not decide(actor, "epidemic.read"):
        return None
    found = queries.courses(actor)
    if not found:
        return None
    alarms = queries.alarms(actor)
    return {
        "charts": [
            {"name": shown(one.disease.name), "now": one.now, "chart": drawing.course(one.weeks),
             "indicator": one.disease.indicator}
            for one in found[:MOST_CHARTS]
        ],
        "alarms": [drawing.row(one, DISEASES[one.disease]) for one in alarms[:MOST_PLACES]],
        "more": max(len(alarms) - MOST_PLACES, 0),
        "week": found[0].now.week,
        "watched": len(found),
        "is_simulated": any(one.now.is_simulated for one in found),
        "url": reverse("domain_page", args=["health", "epidemics"]),
    }  # fmt: skip


def stocks(actor: Actor) -> dict[str, Any] | None:
    """The scarcest items over all stores that the actor may see."""
    if not decide(actor, "stock.read"):
        return None
    stores = queries.stock(actor)
    if not stores:
        return None
    rows = sorted(((one.days, lot, one) for lot, several in stores for one in several), key=lambda each: each[0])
    return {
        "rows": [item_row(lot, one) for _days, lot, one in rows[:MOST_ITEMS]],
        "lost": sum(len(one.lost) for _days, _lot, one in rows),
        "url": reverse("domain_page", args=["health", "stocks"]),
        "is_simulated": any(lot.is_simulated for _days, lot, _one in rows),
    }


def item_row(lot: Any, one: Any) -> dict[str, Any]:
    """One item of one store: days of stock against the 14 and 30 days of operation."""
    item = ITEMS.get(one.item)
    return {
        "store": name_of(lot.store),
        "item": shown(item.name) if item else one.item,
        "unit": shown(item.unit) if item else "",
        "quantity": one.quantity,
        "days": int(one.days),
        "sev": 2 if one.days < 7 else 3 if one.days < 14 else None,
        "cover": one,
        "counted_at": max(each.counted_at for each in one.lots),
    }


LEADS: Mapping[str, Callable[[Actor], dict[str, Any] | None]] = {"epidemics": epidemics, "stocks": stocks}
