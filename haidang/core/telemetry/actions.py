"""What people decide about strangers and about numbers in doubt.

A thing that reports without being known is approved or dismissed; readings that others contradict are marked bad, or the
doubt is dispelled.
"""

from typing import Any

from django.utils.translation import gettext as _

from haidang.core.directory.models import Place
from haidang.core.things.actions import create_thing
from haidang.core.things.models import Source, Thing
from haidang.kernel.action import Doing, Invalid, NotPossible, action, system

from .marks import IN_AVERAGES, SAID_BAD
from .models import Doubt, UnknownReading, UnknownThing
from .readings import Reading, Receipt, Sender, moment_of
from .record import record
from .sources import log_rejected
from .stored import stored


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


@action("doubt.raise")
def raise_doubt(do: Doing, doubt: Doubt) -> Doubt:
    """Keep a new doubt about hours of a series. Done by the program."""
    doubt.opened_at = do.at
    doubt.save()
    do.about(doubt.series.thing, series=doubt.series.key, check=f"{doubt.domain}.{doubt.check_key}")
    return doubt


@action("doubt.settle")
def settle_doubt(do: Doing, doubt: Doubt, *, is_wrong: bool, why: str) -> Doubt:
    """Say whether the number is wrong, with a reason. If so, its readings of these hours are marked bad, which takes them
    out of averages and leaves a trace of each. Raises Invalid, NotPossible."""
    if not why.strip():
        raise Invalid("why", _("Ghi căn cứ kết luận."))
    doubt = Doubt.objects.select_for_update(of=("self",)).select_related("series__thing").get(pk=doubt.pk)
    if doubt.state in ("wrong", "right"):
        raise NotPossible(_("Nghi ngờ này đã có kết luận."))
    marked = _mark_bad(doubt) if is_wrong else 0
    with do.changing(doubt, "state", "settled_why", readings=marked):
        doubt.state = "wrong" if is_wrong else "right"
        doubt.settled_at, doubt.settled_by, doubt.settled_why = do.at, do.actor.name, why.strip()
        doubt.save()
    return doubt


def _mark_bad(doubt: Doubt) -> int:
    """The readings go through the door again, said to be bad. Returns how many were changed; older than 30 days stay."""
    found = stored([doubt.series.pk], doubt.since, doubt.until)
    good = found.only(IN_AVERAGES[found.quality])
    columns = zip(good.at.tolist(), good.value.tolist(), strict=True)
    thing, key = doubt.series.thing.code, doubt.series.key
    readings = [Reading(thing, key, moment_of(at), value, SAID_BAD) for at, value in columns]
    return record(Sender(f"doubt:{doubt.pk}"), readings, name=doubt.check_key).accepted
