"""The outbox: one message for each channel and reader of a notice, sent as they wish, tried again, held where it cannot go."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.db.models import Count, F
from django.utils.translation import gettext_noop

from haidang.core.directory.models import Office, Person
from haidang.kernel import clock
from haidang.kernel.bilingual import both
from haidang.kernel.jobs import job, later
from haidang.kernel.manifest import Words

from . import wishes
from .channels import Channel, channels, sender_for
from .marks import mark_of
from .models import Message, Notice, Subscription
from .ways.letter import Letter, Undeliverable

NOT_CONFIGURED = gettext_noop("Kênh chưa được cấu hình; nội dung giữ lại để xem.")
EXERCISE = gettext_noop("Diễn tập: không gửi ra ngoài.")
TOO_MANY = gettext_noop("Dồn tin: người này đã nhận nhiều tin qua kênh này trong 10 phút; xem trong chương trình.")
NOTHING = Words(vi="", en="")
PAUSES = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30))
"""Between a try that failed and the next; after the last one the message has failed."""
WITHIN, MOST_WITHIN, MOST_WORST = timedelta(minutes=10), 10, 30
"""Messages to one reader by one channel; those of severity 1 may be more."""
TO_CITIZENS = "/app/me/messages/"
MARK = "notices.shown"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Way:
    """How one notice goes out to somebody who chose it: by which channel, in which words, not before when."""

    channel: str
    text: str = ""
    at: datetime | None = None


choices: list[Callable[[Notice, Person], Sequence[Way]]] = []
"""What citizens wish to be told, and how; filled when the program starts."""


def put(notice: Notice, readers: Iterable[Person | Office]) -> list[Message]:
    """Write what the channels would send; queue it where a channel is configured and the case is real.

    Everybody is told as they wish, who wished nothing by severity (channels.toml).
    """
    every = list(readers)
    kept = _kept(one for one in every if isinstance(one, Person) and not one.is_citizen)
    ways = [(reader, way) for reader in every for way in _ways(notice, reader, kept)]
    return _write(notice, ways, _lately(every) if ways else {})


@dataclass(frozen=True, slots=True)
class _Kept:
    """The wishes of several people, and who of them has a browser: read at once."""

    wishes: dict[int, wishes.Wanted]
    browsers: set[int]


def _kept(people: Iterable[Person]) -> _Kept:
    numbers = [one.pk for one in people]
    if not numbers:
        return _Kept({}, set())
    browsers = Subscription.objects.filter(person__in=numbers).values_list("person", flat=True)
    return _Kept(wishes.wanted_of(numbers), set(browsers))


def put_trial(notice: Notice, person: Person, channel: str) -> list[Message]:
    """One message by one channel, whatever its severity and the hour."""
    return _write(notice, [(person, Way(channel))], {}, is_trial=True)


def _write(
    notice: Notice, ways: Sequence[tuple[Person | Office, Way]], lately: dict[tuple[str, int], int], *,
    is_trial: bool = False,
) -> list[Message]:  # fmt: skip
    senders = {way.channel: sender_for(way.channel) for _reader, way in ways}
    rows: list[Message] = []
    for reader, way in ways:
        why = NOTHING
        if notice.is_exercise:
            why = both(EXERCISE)
        elif senders[way.channel] is None:
            why = both(NOT_CONFIGURED)
        elif lately.get((way.channel, _number(reader)), 0) >= (MOST_WORST if notice.severity == 1 else MOST_WITHIN):
            why = both(TOO_MANY)
        rows.append(_message(notice, channels()[way.channel], reader, way, why, is_trial=is_trial))
    made = Message.objects.bulk_create(rows)
    for row in made:
        if row.state == "queued":
            later(send, row.due_at, message=row.pk)
    return made


def _ways(notice: Notice, reader: Person | Office, kept: _Kept) -> Sequence[Way]:
    if isinstance(reader, Office):
        return [
            Way(one.key) for one in channels().values() if notice.severity in one.severities and one.address_of(reader)
        ]
    if reader.is_citizen:
        return [way for choose in choices for way in choose(notice, reader)]
    wanted = kept.wishes.get(reader.pk, wishes.Wanted())
    at = None if notice.severity == wishes.ALWAYS else wanted.not_before(clock.now())
    return [
        Way(one.key, "", at)
        for one in channels().values()
        if notice.severity in wanted.severities(one)
        and (reader.pk in kept.browsers if one.address == "account" else bool(one.address_of(reader)))
    ]


def can_reach(channel: Channel, person: Person) -> bool:
    """Whether somebody has an address for a channel: a mailbox, a telephone, a browser."""
    if channel.address == "account":
        return Subscription.objects.filter(person=person).exists()
    return bool(channel.address_of(person))


def _lately(readers: Sequence[Person | Office]) -> dict[tuple[str, int], int]:
    """How many messages went to each reader by each channel within the last minutes."""
    people = [one.pk for one in readers if isinstance(one, Person) and not one.is_citizen]
    since = clock.now() - WITHIN
    rows = Message.objects.filter(person__in=people, created_at__gte=since).exclude(state="held")
    counted = rows.values("channel", "person").annotate(n=Count("pk")).order_by()
    return {(row["channel"], row["person"]): row["n"] for row in counted}


def _number(reader: Person | Office) -> int:
    return reader.pk if isinstance(reader, Person) else 0


def _message(
    notice: Notice, channel: Channel, reader: Person | Office, way: Way, why: Words, *, is_trial: bool
) -> Message:
    address = channel.address_of(reader)
    message = Message(
        notice=notice,
        channel=channel.key,
        person=reader if isinstance(reader, Person) else None,
        office=reader if isinstance(reader, Office) else None,
        address=channel.masked(address),
        address_mark=mark_of(address) if channel.address == "email" else "",
        state="held" if why.vi else "queued",
        why_vi=why.vi,
        why_en=why.en,
        is_exercise=notice.is_exercise,
        is_trial=is_trial,
        created_at=notice.created_at,
        due_at=way.at,
    )
    message.text = way.text or "\n".join(part for part in notice.said_in(message.language) if part)
    return message


@job(retries=2)
def send(message: int) -> None:
    """Hand one message to its channel and keep what came of it; the outbox is a job table, outside the journal.

    At least once: whoever dies between sending and writing it down sends again.
    """
    row = Message.objects.select_related("person", "office", "notice").get(pk=message)
    reader = row.person or row.office
    sender = sender_for(row.channel)
    if row.state != "queued" or reader is None:
        return
    if sender is None:
        why = both(NOT_CONFIGURED)
        Message.objects.filter(pk=row.pk).update(state="held", why_vi=why.vi, why_en=why.en)
        return
    if not Message.objects.filter(pk=row.pk, state="queued", tries=row.tries).update(tries=F("tries") + 1):
        return  # another worker has it
    row.tries += 1
    try:
        receipt = sender(_letter(row, reader)) or ""
    except Undeliverable as error:
        _note(row, "undeliverable" if row.channel == "mail" else "failed", str(error))
    except Exception as error:
        log.warning("%s did not take message %s: %s", row.channel, row.pk, type(error).__name__)
        _again(row, str(error) or type(error).__name__)
    else:
        row.sent_at, row.receipt = clock.now(), receipt[:120]
        _note(row, "sent", "")


def _letter(row: Message, reader: Person | Office) -> Letter:
    is_citizen = isinstance(reader, Person) and reader.is_citizen
    link = TO_CITIZENS if is_citizen else (row.notice.link or "/notices/")
    mark = signing.dumps(row.pk, salt=MARK) if row.channel == "push" else ""
    return Letter(channels()[row.channel].address_of(reader), row.text, link, mark)


def _again(row: Message, why: str) -> None:
    if row.tries > len(PAUSES):
        _note(row, "failed", why)
        return
    row.due_at = clock.now() + PAUSES[row.tries - 1]
    _note(row, "queued", why)
    later(send, row.due_at, message=row.pk)


def _note(row: Message, state: str, why: str) -> None:
    row.state, row.why_vi, row.why_en = state, why[:500], why[:500]
    row.history = [*row.history, {"at": clock.now().isoformat(), "state": state, "why": why[:200]}][-20:]
    row.save(update_fields=["state", "why_vi", "why_en", "history", "sent_at", "delivered_at", "receipt", "due_at"])


def told(row: Message, state: str, why: str = "") -> None:
    """The other side says what became of a message that was sent."""
    if row.state != "sent" or state not in ("delivered", "undeliverable", "failed"):
        return
    row.delivered_at = clock.now() if state == "delivered" else None
    _note(row, state, why)


def shown(mark: str) -> bool:
    """A browser says that it has shown a push message. Whether the mark is one of ours."""
    try:
        number = signing.loads(mark, salt=MARK)
    except signing.BadSignature:
        return False
    row = Message.objects.filter(pk=number).first()
    if row is not None:
        told(row, "delivered")
    return row is not None
