"""Questions about epidemics and stocks; each takes the actor."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from haidang.core.directory.permissions import visible
from haidang.core.indicators import places
from haidang.kernel.action import Actor

from .catalogue import DISEASES, Disease
from .models import Signal, StockLot
from .stocks import Cover, covers

WEEKS = 52


@dataclass(frozen=True, slots=True)
class Course:
    """One disease in the whole province, week by week up to the newest; `now` is that week's signal."""

    disease: Disease
    weeks: list[Signal]

    @property
    def now(self) -> Signal:
        return self.weeks[-1]


def courses(actor: Actor, *, diseases: list[str] | None = None) -> list[Course]:
    """Of the diseases that have figures, those beyond their threshold first."""
    found = Signal.objects.filter(visible(actor, Signal), place_id=places.today().root_id).order_by("week")
    if diseases is not None:
        found = found.filter(disease__in=diseases)
    weeks: dict[str, list[Signal]] = {}
    for one in found:
        weeks.setdefault(one.disease, []).append(one)
    known = [Course(DISEASES[key], several[-WEEKS:]) for key, several in weeks.items() if key in DISEASES]
    return sorted(known, key=lambda one: -one.now.score)


def newest_week(actor: Actor, disease: str) -> date | None:
    newest: date | None = Signal.objects.filter(visible(actor, Signal), disease=disease).aggregate(newest=Max("week"))[
        "newest"
    ]
    return newest


def by_place(actor: Actor, disease: str, week: date) -> list[Signal]:
    """The communes in one week, the gravest first."""
    root = places.today().root_id
    found = Signal.objects.filter(visible(actor, Signal), disease=disease, week=week).exclude(place_id=root)
    return sorted(found.select_related("place"), key=lambda one: (not one.is_alarm, -one.score, -one.observed))


def alarms(actor: Actor, *, weeks: int = 1) -> list[Signal]:
    """Communes beyond the threshold in the newest weeks of each disease, newest and gravest first."""
    root, found = places.today().root_id, list[Signal]()
    for key in DISEASES:
        week = newest_week(actor, key)
        if week is not None:
            since = date.fromordinal(week.toordinal() - 7 * (weeks - 1))
            mine = Signal.objects.filter(visible(actor, Signal), disease=key, week__gte=since, is_alarm=True)
            found += mine.exclude(place_id=root).select_related("place")
    return sorted(found, key=lambda one: (-one.week.toordinal(), -one.score))


def stock(actor: Actor) -> list[tuple[StockLot, list[Cover]]]:
    """Stores (by a lot of theirs) with their items, the scarcest store first."""
    lots = StockLot.objects.filter(visible(actor, StockLot)).select_related("store__place", "store__office")
    found = covers(lots)
    return sorted(((several[0].lots[0], several) for several in found.values()), key=lambda one: one[1][0].days)
