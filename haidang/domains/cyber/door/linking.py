"""Detections and the alert that was raised for them: the alert says in its note who and where."""

from datetime import timedelta

from haidang.core.rules.alerts.actions import note
from haidang.core.rules.models import Alert
from haidang.domains.cyber.keeping.detected import series_of
from haidang.domains.cyber.models import Detection
from haidang.kernel import clock
from haidang.kernel.action import system

ACTOR = system("cyber")
RECENT = timedelta(hours=6)
AT_ONCE = 50


def link() -> None:
    """Alerts come a moment after the readings they are raised on; what has none yet is looked at again next time."""
    waiting = Detection.objects.filter(
        alert=None, ended_at=None, thing__isnull=False, last_at__gte=clock.now() - RECENT
    )
    rows = list(waiting.order_by("-first_at")[:AT_ONCE])
    if not rows:
        return
    keys = {series_of(one.family) for one in rows}
    things = {one.thing_id for one in rows}
    found = Alert.objects.filter(closed_at=None, thing__in=things, series__key__in=keys).select_related("series")
    alerts = {(one.thing_id, one.series.key): one for one in found}
    for row in rows:
        alert = alerts.get((row.thing_id or 0, series_of(row.family)))
        if alert is not None:
            Detection.objects.filter(pk=row.pk).update(alert=alert)
            note(ACTOR, alert, text=words(row))


def words(row: Detection) -> str:
    """Who, against what, how often: what somebody at the desk must know at once."""
    against = f" → {', '.join(row.hosts[:3])}" if row.hosts else ""
    users = f"; tài khoản: {', '.join(row.users[:5])}" if row.users else ""
    return f"{row.name_vi}: {', '.join(row.srcs[:3]) or row.group}{against}; {row.count} bản ghi{users}"
