"""What people decide about strangers: a thing that reports without being known is approved or dismissed."""

from typing import Any

from django.utils.translation import gettext as _

from haidang.core.directory.models import Place
from haidang.core.things.actions import create_thing
from haidang.core.things.models import Source, Thing
from haidang.kernel.action import Doing, Invalid, NotPossible, action, system

from .models import UnknownReading, UnknownThing
from .readings import Reading, Receipt, Sender
from .record import record
from .sources import log_rejected


@action("source.approve", on="place")
def approve_thing(
    do: Doing,
    /,
    unknown: UnknownThing,
    *,
    type: str,  # noqa: A002 - the word of the API
    place: Place,
    source: Source,
    name_vi: str,
    **facts: Any,
) -> Thing:
    """Make it a thing of its kind (`facts` as in create_thing) and record what has waited. Raises Invalid."""
    if unknown.dismissed_at:
        raise NotPossible(_("Thiết bị này đã bị loại: bỏ loại trước khi duyệt."))
    thing = create_thing(
        system("sources"), code=unknown.code, type=type, place=place, source=source, name_vi=name_vi, **facts
    )
    receipt = _replay(unknown)
    log_rejected(source.pk, unknown.sender, receipt.rejected, do.at)
    do.about(thing, sender=unknown.sender, accepted=receipt.accepted, rejected=len(receipt.rejected))
    unknown.delete()
    return thing


def _replay(unknown: UnknownThing) -> Receipt:
    waited = UnknownReading.objects.filter(thing=unknown).order_by("at")
    readings = [Reading(unknown.code, one.series, one.at, one.value, one.quality, one.unit) for one in waited]
    return record(Sender(unknown.sender), readings)


@action("source.approve")
def dismiss_thing(do: Doing, unknown: UnknownThing, *, why: str) -> UnknownThing:
    """Throw away what has waited and refuse what still comes. Raises Invalid."""
    if not why.strip():
        raise Invalid("why", _("Ghi lý do loại thiết bị."))
    with do.changing(unknown, "dismissed_at", "dismissed_why", readings=unknown.readings.count()):
        unknown.dismissed_at, unknown.dismissed_why = do.at, why.strip()
        unknown.save()
    unknown.readings.all().delete()
    return unknown


@action("source.approve")
def recall_thing(do: Doing, unknown: UnknownThing) -> UnknownThing:
    """Let a dismissed thing wait again."""
    with do.changing(unknown, "dismissed_at", "dismissed_why"):
        unknown.dismissed_at, unknown.dismissed_why = None, ""
        unknown.save()
    return unknown
