"""Plans against results: what is aimed at now, how each stands, and one target's course through its period."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from haidang.core.directory.permissions import visible
from haidang.core.indicators import book, over_time, places
from haidang.core.indicators.cells import Store, trend
from haidang.core.indicators.models import Indicator, Plan, Target
from haidang.core.indicators.targets import Progress, State
from haidang.kernel.action import Actor
from haidang.kernel.once import once
from haidang.kernel.periods import Period, is_longer

from . import standing
from .standing import STATES

TROUBLED: tuple[State, ...] = ("missed", "behind", "at_risk")


def running(actor: Actor, *, domain: str = "", codes: Iterable[str] = (), place: int | None = None) -> list[Progress]:
    """Targets of plans in force whose period has begun and not ended, the worst first; of all places or of one."""
    wanted = set(codes)
    return [
        one
        for one in once(("running targets", actor), lambda: _running_of(actor))
        if domain in ("", one.target.indicator.domain)
        and (not wanted or one.target.indicator.code in wanted)
        and place in (None, one.target.place_id)
    ]


def _running_of(actor: Actor) -> list[Progress]:
    found = standing.every()
    seen = Target.objects.filter(visible(actor, Target), pk__in=[one.target.pk for one in found])
    seen = seen.filter(indicator__in=Indicator.objects.filter(visible(actor, Indicator)))
    numbers = set(seen.order_by().values_list("pk", flat=True))
    return [one for one in found if one.target.pk in numbers]


def at_province(actor: Actor, *, domain: str = "", codes: Iterable[str] = ()) -> list[Progress]:
    return running(actor, domain=domain, codes=codes, place=places.today().root_id)


def with_indicators(found: list[Progress]) -> list[Progress]:
    """The same, each target with its indicator at hand."""
    prefetch_related_objects([one.target for one in found], "indicator")
    return found


@dataclass(frozen=True, slots=True)
class Summary:
    """A plan with how many of its targets stand how."""

    plan: Plan
    counts: dict[State, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def summaries(actor: Actor, found: list[Progress]) -> list[Summary]:
    """Every plan the actor may see, those in force first, with the targets given."""
    by_plan: dict[int, Counter[State]] = {}
    for one in found:
        by_plan.setdefault(one.target.plan_id, Counter())[one.state] += 1
    plans = list(Plan.objects.filter(visible(actor, Plan)).order_by("-valid_from", "code"))
    plans.sort(key=lambda plan: plan.is_over)
    nothing: Counter[State] = Counter()
    return [
        Summary(plan, {state: count for state in STATES if (count := by_plan.get(plan.pk, nothing)[state])})
        for plan in plans
    ]


@dataclass(frozen=True, slots=True)
class Course:
    """A target's period part by part: each part's own value, the running total, and what is needed to be in step.

    `even` is the target spread evenly over the parts; only sums have a running total.
    """

    parts: list[Period]
    values: list[float | None]
    running: list[float | None]
    even: list[float | None]


def course(one: Progress) -> Course | None:
    """None where the indicator is given no more often than the target, or is not of today."""
    entry = book.current().by_id.get(one.target.indicator_id)
    over = one.target.over
    if entry is None or not is_longer(over.kind, entry.period):
        return None
    parts = over_time.span([over], entry.period)
    found = Store.of(trend([entry.id], one.target.place_id, parts))
    cells = found.cells(entry.id, places.one_row(one.target.place_id), parts)
    values = [cells.at(0, column)[0] for column in range(len(parts))]
    if entry.facts.over_time != "sum":
        return Course(parts, values, [], [])
    step = one.target.value / len(parts)
    return Course(parts, values, _added_up(values), [step * (number + 1) for number in range(len(parts))])


def _added_up(values: list[float | None]) -> list[float | None]:
    """The total so far at each part that is known; a gap stays one."""
    total, found = 0.0, []
    for value in values:
        total += value or 0.0
        found.append(None if value is None else total)
    return found
