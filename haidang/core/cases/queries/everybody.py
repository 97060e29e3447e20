"""What anybody may see."""

from django.db.models import Q, QuerySet

from haidang.core.cases.models import LONG, Case
from haidang.core.directory.queries import visible
from haidang.kernel.action import Actor
from haidang.kernel.text import folded

from .filters import with_all


def published(
    *, kind: str = "report", procedure: int | None = None, place: str = "", words: str = ""
) -> QuerySet[Case]:
    """What anybody may see, newest first."""
    rows = Case.objects.filter(published_at__isnull=False, merged_into=None, kind=kind)
    if procedure is not None:
        rows = rows.filter(procedure=procedure)
    if place:
        rows = rows.filter(place__path__startswith=place)
    for word in folded(words).split():
        rows = rows.filter(folded__contains=word)
    return rows.select_related("place", "office", "procedure", "version").defer(*LONG).order_by("-published_at", "-pk")


def reports_for(actor: Actor) -> QuerySet[Case]:
    """Reports that are published, and those the actor may see besides."""
    open_to_all = Q(published_at__isnull=False, merged_into=None)
    return with_all(Case.objects.filter(open_to_all | visible(actor, Case), kind="report"))
