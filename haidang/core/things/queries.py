"""What people ask of things: lists, one of them, what is near, what a source brings."""

from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet

from haidang.core.directory.queries import visible
from haidang.kernel.action import Actor
from haidang.kernel.geo import Point, distance_m
from haidang.kernel.text import folded

from .models import Series, Source, Thing


def things(
    actor: Actor,
    *,
    words: str = "",
    domain: str = "",
    types: Sequence[str] = (),
    place: str = "",
    source: str = "",
    state: str = "",
) -> QuerySet[Thing]:
    """The things the actor may see, in Vietnamese order; `place` is a path, `words` are searched without diacritics.

    Retired ones only when that state is asked for.
    """
    found = Thing.objects.filter(visible(actor, Thing))
    found = found.filter(state=state) if state else found.exclude(state="retired")
    for word in folded(words).split():
        found = found.filter(Q(folded__contains=word) | Q(code__icontains=word))
    if domain:
        found = found.filter(domain=domain)
    if types:
        found = found.filter(type__in=types)
    if place:
        found = found.filter(place__path__startswith=place)
    if source:
        found = found.filter(source__key=source)
    return found.select_related("place", "office", "source").order_by("sort_key", "code")


def thing(actor: Actor, code: str) -> Thing | None:
    """One thing with its place, office, source and series; None when there is none the actor may see."""
    found = Thing.objects.filter(visible(actor, Thing), code=code)
    return found.select_related("place", "office__place", "source").prefetch_related("series").first()


def series(actor: Actor, *, things: Sequence[str] = (), key: str = "") -> QuerySet[Series]:
    found = Series.objects.filter(visible(actor, Series))
    if things:
        found = found.filter(thing__code__in=things)
    if key:
        found = found.filter(key=key)
    return found.select_related("thing__place", "thing__office", "source").order_by("thing__sort_key", "key")


def near(actor: Actor, point: Point, within_m: float, *, types: Sequence[str] = ()) -> list[tuple[float, Thing]]:
    """Metres and things in service around a point, nearest first."""
    degrees = within_m / 111_000 * 1.1
    found = things(actor, types=types, state="active").filter(
        lat__range=(point.lat - degrees, point.lat + degrees), lon__range=(point.lon - degrees, point.lon + degrees)
    )
    measured = [
        (distance_m(point, Point(one.lon, one.lat)), one)
        for one in found
        if one.lon is not None and one.lat is not None
    ]
    return sorted((pair for pair in measured if pair[0] <= within_m), key=lambda pair: pair[0])


def sources(actor: Actor) -> QuerySet[Source]:
    """Sources with `thing_count` and `series_count`."""
    return (
        Source.objects.filter(visible(actor, Source))
        .annotate(
            thing_count=Count("things", filter=~Q(things__state="retired"), distinct=True),
            series_count=Count("series", distinct=True),
        )
        .select_related("office")
        .order_by("name_vi")
    )


def source(actor: Actor, key: str) -> Source | None:
    return Source.objects.filter(visible(actor, Source), key=key).select_related("office").first()


def counts(actor: Actor) -> dict[str, int]:
    """Type -> how many things in service."""
    rows = Thing.objects.filter(visible(actor, Thing), state="active").values_list("type").annotate(Count("pk"))
    return dict(rows.order_by())


def has_simulated_sources() -> bool:
    """Whether anything shown may be invented: every screen says so then."""
    return Source.objects.filter(is_simulated=True).exists()
