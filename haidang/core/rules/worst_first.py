"""Open alerts page by page, the worst first, and how they came in over the last hour."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import BooleanField, Count, F, Q
from django.db.models.expressions import RawSQL

from haidang.core.directory.queries import visible
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.manifest import Words

from .models import Alert
from .queries import Page, Wanted

ACTIVE = ("new", "acknowledged")
BARS = 12
HOUR = timedelta(hours=1)
LISTED = ("place", "office", "owner", "thing", "series", "held_by", "outage")
_IS_SEEN = RawSQL("(alert.acknowledged_at IS NOT NULL)", (), output_field=BooleanField())
_MINUTE = RawSQL("floor(extract(epoch FROM alert.raised_at) / 300)::bigint", ())


def open_page(actor: Actor, wanted: Wanted | None = None, *, before: str = "", limit: int = 50) -> Page:
    """Open alerts: by severity, then what nobody has acknowledged, then the newest.

    `before` is what the last page gave; ValueError if it is not.
    """
    rows = Alert.objects.filter(visible(actor, Alert), (wanted or Wanted()).as_query(), closed_at=None)
    rows = rows.annotate(is_seen=_IS_SEEN).select_related(*LISTED)
    if before:
        rows = rows.filter(_behind(before))
    found = list(rows.order_by("severity", "is_seen", "-raised_at", "-id")[: limit + 1])
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
    rows = Alert.objects.filter(visible(actor, Alert), Wanted(shelved=False).as_query(), state__in=ACTIVE)
    by = ("domain", "series__key", "thing__type")
    worst = rows.order_by(*by, "severity", "-raised_at").distinct(*by)
    names = worst.values_list(*by, "severity", "thing__name_vi", "thing__name_en")
    return [Trouble(domain, key, kind, severity, Words(vi=vi, en=en)) for domain, key, kind, severity, vi, en in names]


def raised_lately(actor: Actor) -> list[int]:
    """How many alerts came in each five minutes of the last hour, the oldest first."""
    now = clock.now()
    newest = int(now.timestamp()) // 300
    rows = Alert.objects.filter(visible(actor, Alert), raised_at__gt=now - HOUR, aside="").annotate(slot=_MINUTE)
    counted = dict(rows.values("slot").annotate(n=Count("id")).values_list("slot", "n").order_by(F("slot").asc()))
    return [counted.get(slot, 0) for slot in range(newest - BARS + 1, newest + 1)]
