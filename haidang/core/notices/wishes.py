"""By which channels somebody on duty wishes to be told of what, their quiet hours and browsers, and a trial."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from haidang.core.directory.models import Person
from haidang.core.directory.subjects import OfPerson
from haidang.kernel import clock
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.bilingual import both
from haidang.kernel.often import counted

from . import endpoints
from .channels import Channel, channels
from .models import Message, Notice, ReaderWishes, Subscription

ALWAYS = 1
"""The severity that goes out in quiet hours too, and that nobody can put away altogether."""
MOST_BROWSERS = 10
TRIALS, TRIALS_WITHIN = 5, timedelta(minutes=10)
TRIAL = gettext_noop("Tin thử: kênh này đến được bạn.")


class Reader(OfPerson):
    """What events about somebody's wishes are about."""

    kind_name = "reader"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The wishes in force, with or without a row."""

    chosen: Mapping[str, Sequence[int]] = field(default_factory=dict)
    quiet_from: time | None = None
    quiet_to: time | None = None

    def severities(self, channel: Channel) -> Sequence[int]:
        return self.chosen.get(channel.key, channel.severities)

    def not_before(self, now: datetime) -> datetime | None:
        """The end of the quiet hours that `now` lies in; None outside them."""
        return end_of_quiet(now, self.quiet_from, self.quiet_to)


def end_of_quiet(now: datetime, since: time | None, until: time | None) -> datetime | None:
    """When the quiet hours end that a moment lies in; they may cross midnight. None outside them."""
    if since is None or until is None or since == until:
        return None
    at = now.astimezone(clock.HO_CHI_MINH)
    crosses = since > until
    late, early = at.time() >= since, at.time() < until
    if not (late or early if crosses else late and early):
        return None
    day = at.date() + timedelta(days=1) if crosses and late else at.date()
    return datetime.combine(day, until, clock.HO_CHI_MINH)


def wanted(person: Person) -> Wanted:
    return wanted_of([person.pk]).get(person.pk, Wanted())


def wanted_of(people: Iterable[int]) -> dict[int, Wanted]:
    """The wishes of those who have any, by the number of the person."""
    rows = ReaderWishes.objects.filter(person__in=list(people))
    return {row.person_id: Wanted(row.severities, row.quiet_from, row.quiet_to) for row in rows}


@action("reader.wish")
def wish(
    do: Doing,
    reader: Reader,
    *,
    severities: Mapping[str, Sequence[int]],
    quiet_from: time | None,
    quiet_to: time | None,
) -> None:
    """Raises Invalid for a channel or a severity that is none, half of the quiet hours, or nothing left for severity 1."""
    known = channels()
    for key, given in severities.items():
        if key not in known:
            raise Invalid("severities", _("Chọn trong: %(all)s.") % {"all": ", ".join(known)}, key)
        wrong = sorted(set(given) - set(known[key].open))
        if wrong:
            raise Invalid(
                key, _("Kênh này nhận các mức: %(all)s.") % {"all": ", ".join(map(str, known[key].open))}, wrong
            )
    if (quiet_from is None) != (quiet_to is None):
        raise Invalid("quiet_to", _("Ghi cả giờ bắt đầu và giờ kết thúc, hoặc bỏ trống cả hai."))
    wishes = Wanted(dict(severities))
    if not any(ALWAYS in wishes.severities(one) for one in known.values()):
        raise Invalid("severities", _("Mức 1 phải đi ít nhất một kênh: chọn lại một kênh cho mức 1."))
    chosen = {key: sorted(set(given)) for key, given in severities.items()}
    ReaderWishes.objects.update_or_create(
        person=reader.person, defaults={"severities": chosen, "quiet_from": quiet_from, "quiet_to": quiet_to}
    )
    do.about(reader, severities=chosen, quiet_from=quiet_from, quiet_to=quiet_to)


@action("reader.try")
def try_channel(do: Doing, reader: Reader, channel: str) -> Message:
    """Send oneself a message by one channel. Raises Invalid for a channel that is none, NotPossible without an address."""
    from . import outbox

    known = channels().get(channel)
    if known is None or not known.open:
        raise Invalid("channel", _("Không có kênh này."), channel)
    if not outbox.can_reach(known, reader.person):
        raise NotPossible(_("Chưa có địa chỉ cho kênh này: thêm số điện thoại, thư, hoặc bật thông báo đẩy."))
    if counted("reader-try", str(reader.pk), TRIALS_WITHIN) > TRIALS:
        raise NotPossible(_("Đã gửi thử nhiều lần. Chờ vài phút rồi thử lại."))
    words = both(TRIAL)
    notice = Notice.objects.create(
        to_person=reader.person, kind="trial", title_vi=words.vi, title_en=words.en, created_at=do.at,
        link="/account/channels/",
    )  # fmt: skip
    do.about(reader, channel=channel)
    (message,) = outbox.put_trial(notice, reader.person, channel)
    return message


@action("reader.browser")
def subscribe(do: Doing, reader: Reader, *, endpoint: str, p256dh: str, auth: str, device: str = "") -> Subscription:
    """Take a browser's subscription. Raises Invalid for keys that are none, or a push host the province does not name."""
    row = keep_browser(reader.person, do.at, endpoint=endpoint, p256dh=p256dh, auth=auth, device=device)
    do.about(reader, change="added")
    return row


@action("reader.browser")
def unsubscribe(do: Doing, reader: Reader, number: int) -> None:
    Subscription.objects.filter(person=reader.person, pk=number).delete()
    do.about(reader, change="removed")


def keep_browser(
    person: Person, at: datetime, *, endpoint: str, p256dh: str, auth: str, device: str = ""
) -> Subscription:
    """Within an action: the newest ten browsers of a person are kept. Raises Invalid."""
    endpoints.checked(endpoint)
    endpoints.checked_keys(p256dh, auth)
    rows = Subscription.objects.filter(person=person).exclude(endpoint=endpoint).order_by("-made_at")
    Subscription.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[MOST_BROWSERS - 1 :])).delete()
    row, _is_new = Subscription.objects.update_or_create(
        endpoint=endpoint,
        defaults={"person": person, "p256dh": p256dh, "auth": auth, "device": device[:120], "made_at": at},
    )
    return row
