"""Splitting the desk in a flood, and joining it again."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext as _

from haidang.core.directory.models import Person
from haidang.kernel.action import Doing, Invalid, action

from .model import DeskShare

LONGEST = timedelta(hours=12)


def drafted(person: Person) -> DeskShare:
    """A share that is not saved yet: permission is asked about it."""
    return DeskShare(person=person, area=person.office.place.path if person.office else "")


@action("desk_share.split")
def split(
    do: Doing,
    share: DeskShare,
    *,
    domains: Sequence[str],
    places: Sequence[str],
    lasting: timedelta,
    reason: str = "",
) -> DeskShare:
    """Give somebody on watch their fields and areas, in place of what they had; neither of them: all that is left."""
    if not timedelta(minutes=10) <= lasting <= LONGEST:
        raise Invalid("lasting", _("Từ 10 phút đến 12 giờ."), lasting)
    DeskShare.objects.filter(person=share.person, ends_at__gt=do.at).update(ends_at=do.at)
    share.domains, share.places, share.reason = sorted(domains), sorted(places), reason.strip()
    share.by_name, share.starts_at, share.ends_at = do.actor.name, do.at, do.at + lasting
    share.save()
    do.about(share, person=share.person_id, domains=share.domains, places=share.places, reason=share.reason)
    return share


@action("desk_share.join")
def join(do: Doing, share: DeskShare) -> DeskShare:
    """End one share: its alerts are everybody's again."""
    share.ends_at = do.at
    share.save(update_fields=["ends_at"])
    do.about(share, person=share.person_id)
    return share
