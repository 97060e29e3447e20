"""The one way to read: the catalogue, values by place and period with where they come from, targets beside results."""

from django.db.models import Q, QuerySet

from haidang.core.directory.permissions import visible
from haidang.kernel.action import Actor
from haidang.kernel.text import folded

from . import book, targets
from .charts import Map, Trend, on_map, trends
from .forecasting.reading import Expected, expected, forecast, unexpected
from .models import ACTIVE, Baseline, Indicator, Plan, Target
from .newest import Now, abnormal, abnormal_entries, band_of, latest
from .owing import Late, automatic_share, late
from .provenance import At, Change, changes, figure, why
from .seeing import Unseen
from .targets import Progress

__all__ = [
    "At", "Change", "Expected", "Late", "Map", "Now", "Progress", "Trend", "Unseen", "abnormal", "abnormal_entries",
    "automatic_share", "band_of", "baselines", "by_code", "catalogue", "changes", "expected", "figure", "forecast", "late",
    "latest", "on_map", "plans", "progress", "trends", "unexpected", "why",
]  # fmt: skip


def catalogue(
    actor: Actor, *, words: str = "", domain: str = "", pillar: str = "", source: str = "", office: str = "",
    period: str = "", retired: bool = False,
) -> QuerySet[Indicator]:  # fmt: skip
    """Indicators in force, in Vietnamese order within their fields; `words` are searched without diacritics."""
    found = Indicator.objects.filter(visible(actor, Indicator))
    found = found.exclude(ACTIVE) if retired else found.filter(ACTIVE)
    asked = {"domain": domain, "pillar": pillar, "source": source, "period": period, "office__code": office}
    found = found.filter(**{name: value for name, value in asked.items() if value})
    for word in folded(words).split():
        found = found.filter(Q(folded__contains=word))
    return found.defer("facts", "manifest", "folded").select_related("office").order_by("domain", "sort_key")


def by_code(actor: Actor, code: str) -> Indicator:
    """Raises Unseen."""
    found = Indicator.objects.filter(visible(actor, Indicator), code=code).select_related("office").first()
    if found is None:
        raise Unseen(code)
    return found


def plans(actor: Actor) -> QuerySet[Plan]:
    """Every plan, those in force first; expired ones are history."""
    return Plan.objects.filter(visible(actor, Plan)).order_by("-valid_to", "code")


def progress(
    actor: Actor, *, plan: Plan | None = None, code: str = "", place: int | None = None, domain: str = ""
) -> list[Progress]:
    """Targets with their results, of a plan, an indicator, a place."""
    found = Target.objects.filter(visible(actor, Target), indicator__retired_at=None)
    found = found.filter(indicator__in=Indicator.objects.filter(visible(actor, Indicator)))
    for name, value in {"plan": plan, "indicator__code": code, "place_id": place, "indicator__domain": domain}.items():
        if value:
            found = found.filter(**{name: value})
    rows = list(found.select_related("plan", "place").order_by("plan", "indicator__sort_key", "-period"))
    return targets.progress(book.current(), rows)


def baselines(actor: Actor, code: str) -> QuerySet[Baseline]:
    """Figures once published, oldest first: history, never today's value."""
    found = Baseline.objects.filter(visible(actor, Baseline), indicator__code=code)
    return found.select_related("place").order_by("period")
