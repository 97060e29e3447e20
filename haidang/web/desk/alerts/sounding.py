"""What the sound of a desk follows: which urgent alerts nobody has acknowledged, whether this is a flood, who sounds when."""

from datetime import timedelta

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from haidang.core.directory.models import Seat
from haidang.core.directory.watch import SILENT_FOR
from haidang.core.rules.desks.queries import alerts_of, share_of
from haidang.core.rules.reading import queries
from haidang.core.rules.reading.queries import Wanted
from haidang.core.rules.reading.rate import rate
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

LEAD_AFTER = timedelta(seconds=60)
MOST = 50


@require_GET
@room("alert.read")
def sound(request: AskingRequest) -> HttpResponse:
    """urgent: of level 1, with when they were raised and how far they have climbed.  wait_s: what a lead lets the desk have
    first.  in_share: whether the desk is split, so that only urgent ones and those of the share sound."""
    share = share_of(request.actor)
    only = alerts_of(share) if share else None
    found = queries.open_alerts(request.actor, Wanted(severity=1, state="new", shelved=False), limit=MOST)
    facts = {
        "flood": rate(request.actor, only).is_flood,
        "wait_s": LEAD_AFTER.seconds if is_second(request.actor) else 0,
        "in_share": share is not None,
        "share": {"domains": share.domains, "places": share.places} if share else None,
        "urgent": [{"id": str(one.pk), "at": one.raised_at.isoformat(), "level": one.level} for one in found],
    }
    answer = JsonResponse(facts)
    answer["Cache-Control"] = "no-store"
    return answer


def is_second(actor: Actor) -> bool:
    """Whether somebody else sits at the desk, so that a shift lead hears what is urgent a minute later."""
    if actor.kind != "person":
        return False
    now = clock.now()
    seats = Seat.objects.filter(shift__starts_at__lte=now, shift__ends_at__gt=now, shift__is_cancelled=False)
    mine = seats.filter(person=int(actor.id), position="lead").values_list("shift", flat=True)
    return seats.filter(shift__in=mine, seen_at__gte=now - SILENT_FOR).exclude(position="lead").exists()
