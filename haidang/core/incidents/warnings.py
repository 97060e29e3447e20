"""Telling everybody: the centre publishes a warning, changes its words by ending it and publishing another, and ends it."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.citizens import telling
from haidang.core.directory.models import Place
from haidang.core.directory.numbers import next_code
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.bilingual import both, same
from haidang.kernel.geo import Point
from haidang.kernel.given import bounded, checked_point, needed
from haidang.kernel.manifest import Words

from . import log
from .models import Incident, PublicWarning
from .under_way import checked_severity

LONGEST = timedelta(days=7)
TITLE, ADVICE = 120, 600
"""Signs: what fits on a telephone that is looked at in the rain."""


@action("warning.publish")
def publish(
    do: Doing,
    about: Incident | Place,
    *,
    title: str,
    advice: str,
    severity: int,
    until: datetime,
    point: Point | None = None,
) -> PublicWarning:
    """Show everybody a warning at the place of an incident, or at a place. Raises Invalid; NotPossible for an exercise."""
    incident, place = (about, about.place) if isinstance(about, Incident) else (None, about)
    if incident is not None and incident.is_exercise:
        raise NotPossible(_("Diễn tập không được báo cho người dân như thật."))
    if not do.at < until <= do.at + LONGEST:
        raise Invalid("until", _("Đặt thời điểm hết hiệu lực sau bây giờ, không quá 7 ngày."), until.isoformat())
    where = point or (incident.point if incident else None)
    lon, lat = checked_point(where) if where else (None, None)
    warning = PublicWarning.objects.create(
        code=next_code(PublicWarning, "TB"),
        incident=incident,
        place=place,
        lon=lon,
        lat=lat,
        severity=checked_severity(severity),
        title=bounded("title", needed("title", title), TITLE),
        advice=bounded("advice", needed("advice", advice), ADVICE),
        begins_at=do.at,
        until=until,
        by_name=do.actor.name,
        is_simulated=bool(incident and incident.is_simulated),
    )
    do.about(warning, incident=incident.code if incident else "")
    do.event.after = {"title": warning.title, "advice": warning.advice, "until": until.isoformat()}
    _log(do, warning, both(msgid("Báo cho người dân: %(title)s"), title=warning.title))
    telling.warn_followers(
        warning.place.path, title=same(warning.title), body=same(warning.advice), severity=severity,
        link="/app/warnings/",
    )  # fmt: skip
    return warning


@action("warning.end")
def end(do: Doing, warning: PublicWarning) -> PublicWarning:
    """Take it back before its time. Raises NotPossible when it has ended."""
    warning = (
        PublicWarning.objects.select_for_update(of=("self",)).select_related("place", "incident").get(pk=warning.pk)
    )
    if warning.ended_at is not None or warning.until <= do.at:
        raise NotPossible(_("Thông báo này đã hết hiệu lực."))
    with do.changing(warning, "ended_at"):
        warning.ended_at = do.at
        warning.save(update_fields=["ended_at"])
    _log(do, warning, both(msgid("Thôi báo cho người dân: %(title)s"), title=warning.title))
    return warning


def _log(do: Doing, warning: PublicWarning, text: Words) -> None:
    if warning.incident is not None:
        log.write(do, warning.incident, "action", text, warning)
