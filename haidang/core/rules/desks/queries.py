"""Who has which share of the desk now, and which alerts that means."""

from django.db.models import Q, QuerySet

from haidang.core.directory.queries import visible
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.once import once

from .model import DeskShare


def shares(actor: Actor) -> list[DeskShare]:
    """The shares in force, as they were given."""
    return once(("desk shares", actor), lambda: list(_in_force().filter(visible(actor, DeskShare)).order_by("id")))


def share_of(actor: Actor) -> DeskShare | None:
    """The share of whoever acts; None while the desk is whole for them."""
    if actor.kind != "person":
        return None
    return once(("desk share", actor), lambda: _in_force().filter(person=int(actor.id)).order_by("-id").first())


def _in_force() -> QuerySet[DeskShare]:
    now = clock.now()
    return DeskShare.objects.filter(starts_at__lte=now, ends_at__gt=now).select_related("person")


def alerts_of(share: DeskShare) -> Q:
    """Of alerts: what the share names; of a share that names nothing, what no other share names, so that nothing is left."""
    if share.domains or share.places:
        return share.as_query()
    others = [one for one in _in_force().exclude(person=share.person) if one.domains or one.places]
    rest = Q()
    for one in others:
        rest &= ~one.as_query()
    return rest
