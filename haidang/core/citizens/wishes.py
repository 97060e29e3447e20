"""What citizens wish to be told and how, which places they follow, which browsers take push messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.utils.translation import gettext as _

from haidang.core.directory.models import Person, Place
from haidang.core.notices.models import Subscription
from haidang.core.notices.wishes import end_of_quiet, keep_browser
from haidang.kernel.action import Doing, Invalid, action
from haidang.kernel.given import bounded

from .models import Citizen, FollowedPlace, Wishes

TOPICS = ("cases", "warnings", "measured", "payments")
WAYS = ("push", "sms", "mail")
MOST_PLACES = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """The wishes in force, with or without a row."""

    topics: Sequence[str] = TOPICS
    ways: Sequence[str] = ("push",)
    quiet_from: time | None = time(22)
    quiet_to: time | None = time(6)

    def not_before(self, now: datetime) -> datetime | None:
        """The end of the quiet hours that `now` lies in; None outside them."""
        return end_of_quiet(now, self.quiet_from, self.quiet_to)


def wanted(person: Person) -> Wanted:
    row = Wishes.objects.filter(person=person).first()
    return Wanted(row.topics, row.ways, row.quiet_from, row.quiet_to) if row else Wanted()


@action("citizen.wish")
def wish(
    do: Doing,
    citizen: Citizen,
    *,
    topics: Sequence[str],
    ways: Sequence[str],
    quiet_from: time | None,
    quiet_to: time | None,
) -> None:
    """Raises Invalid for a topic or a way that is none, or for half of the quiet hours."""
    for field, given, open_ in (("topics", topics, TOPICS), ("ways", ways, WAYS)):
        wrong = sorted(set(given) - set(open_))
        if wrong:
            raise Invalid(field, _("Chọn trong: %(all)s.") % {"all": ", ".join(open_)}, wrong)
    if (quiet_from is None) != (quiet_to is None):
        raise Invalid("quiet_to", _("Ghi cả giờ bắt đầu và giờ kết thúc, hoặc bỏ trống cả hai."))
    facts = {"topics": list(topics), "ways": list(ways), "quiet_from": quiet_from, "quiet_to": quiet_to}
    Wishes.objects.update_or_create(person=citizen.person, defaults=facts)
    do.about(citizen, topics=list(topics), ways=list(ways))


@action("citizen.follow")
def follow(do: Doing, citizen: Citizen, place: Place, *, name: str = "", is_home: bool = False) -> FollowedPlace:
    """Follow a commune; the home takes the place of an earlier one. Raises Invalid beyond MOST_PLACES."""
    rows = FollowedPlace.objects.filter(person=citizen.person)
    if rows.exclude(place=place).count() >= MOST_PLACES:
        raise Invalid("place", _("Theo dõi nhiều nhất %(most)s nơi.") % {"most": MOST_PLACES}, place.key)
    if is_home:
        rows.filter(is_home=True).update(is_home=False)
    row, _is_new = rows.update_or_create(
        person=citizen.person, place=place, defaults={"name": bounded("name", name, 60), "is_home": is_home}
    )
    do.about(citizen)
    return row


@action("citizen.unfollow")
def unfollow(do: Doing, citizen: Citizen, number: int) -> None:
    FollowedPlace.objects.filter(person=citizen.person, pk=number).delete()
    do.about(citizen)


@action("citizen.subscribe")
def subscribe(do: Doing, citizen: Citizen, *, endpoint: str, p256dh: str, auth: str, device: str = "") -> Subscription:
    """Take a browser's subscription. Raises Invalid for keys that are none, or a push host the province does not name."""
    row = keep_browser(citizen.person, do.at, endpoint=endpoint, p256dh=p256dh, auth=auth, device=device)
    do.about(citizen)
    return row


@action("citizen.unsubscribe")
def unsubscribe(do: Doing, citizen: Citizen, *, endpoint: str = "", number: int | None = None) -> None:
    rows = Subscription.objects.filter(person=citizen.person)
    (rows.filter(pk=number) if number is not None else rows.filter(endpoint=endpoint)).delete()
    do.about(citizen)
