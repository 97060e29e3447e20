"""Open alerts page by page, the worst first."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, FloatField, Min, Q
from django.db.models.expressions import RawSQL

from haidang.core.directory.queries import visible
from haidang.core.rules.models import Alert
from haidang.core.things.models import Thing
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import names
from haidang.kernel.manifest import Words

from .picking import first
from .queries import Page, Wanted

ACTIVE = ("new", "acknowledged")
LISTED = ("place", "office", "owner", "thing", "series", "held_by", "outage")
_WORST_FIRST = RawSQL(
    "ARRAY[alert.severity, -extract(epoch FROM alert.raised_at), alert.thing_id]::float8[]",
    (),
    output_field=ArrayField(FloatField()),
)
"""Severity, how long ago, thing: the least is the worst, of several the newest. No sort of thousands of rows."""
_IS_SEEN = RawSQL("(alert.acknowledged_at IS NOT NULL)", (), output_field=BooleanField())


def open_page(actor: Actor, wanted: Wanted | None = None, *, before: str = "", limit: int = 50) -> Page:
    """Open alerts: by severity, then what nobody has acknowledged, then the newest.

    `before` is what the last page gave; ValueError if it is not.
    """
    rows = Alert.objects.filter(visible(actor, Alert), (wanted or Wanted()).as_query(), closed_at=None)
    rows = rows.annotate(is_seen=_IS_SEEN)
    if before:
        rows = rows.filter(_behind(before))
    found = first(rows.order_by("severity", "is_seen", "-raised_at", "-id"), limit + 1, LISTED)
    last = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], _mark(last) if last else None)


def _mark(last: Alert) -> str:
    seen = int(last.acknowledged_at is not None)
    return f"{last.severity}~{seen}~{last.raised_at.isoformat()}~{last.pk}"


def _behind(mark: str) -> Q:
    try:
        severity, seen, moment, number = mark.split("~")
        level, is_seen, at, pk = int(severity), bool(int(seen)), datetime.fromisoformat(moment), int(number)
    except ValueError:
        raise ValueError(f"{mark!r} is not what a page gave") from None
    same = Q(severity=level)
    older = Q(raised_at__lt=at) | Q(raised_at=at, id__lt=pk)
    return Q(severity__gt=level) | same & Q(is_seen__gt=is_seen) | same & Q(is_seen=is_seen) & older


@dataclass(frozen=True, slots=True)
class Trouble:
    """The worst active alert among things of one kind on one quantity; `thing` is the one it is about."""

    domain: str
    series: str
    kind: str
    severity: int
    thing: Words


def troubles(actor: Actor) -> list[Trouble]:
    """One row for each domain, quantity and kind of thing with an active alert that is not shelved."""
    rows = Alert.objects.filter(visible(actor, Alert), Wanted(shelved=False).as_query(), state__in=ACTIVE).order_by()
    by = ("domain", "series__key", "thing__type")
    worst = list(rows.values(*by).annotate(first=Min(_WORST_FIRST)).values_list(*by, "first").order_by(*by))
    things = Thing.objects.only("name_vi", "name_en").in_bulk({int(thing) for *_by, (_level, _at, thing) in worst})
    return [
        Trouble(domain, key, kind, int(level), names(things[int(thing)]))
        for domain, key, kind, (level, _at, thing) in worst
    ]
