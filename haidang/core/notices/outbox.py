"""Writing the outbox: one message for each channel and reader of a notice, held until a channel is configured."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop

from haidang.core.directory.models import Office, Person
from haidang.kernel import clock
from haidang.kernel.bilingual import both
from haidang.kernel.jobs import job, later
from haidang.kernel.manifest import Words

from .channels import Channel, channels, sender_for
from .models import Message, Notice

NOT_CONFIGURED = gettext_noop("Kênh chưa được cấu hình; nội dung giữ lại để xem.")
EXERCISE = gettext_noop("Diễn tập: không gửi ra ngoài.")
NOTHING = Words(vi="", en="")


@dataclass(frozen=True, slots=True)
class Way:
    """How one notice goes out to somebody who chose it: by which channel, in which words, not before when."""

    channel: str
    text: str
    at: datetime | None = None


choices: list[Callable[[Notice, Person], Sequence[Way]]] = []
"""What citizens wish to be told, and how; filled when the program starts."""


def put(notice: Notice, readers: Iterable[Person | Office]) -> list[Message]:
    """Write what the channels would send; queue it where a channel is configured and the case is real.

    People on duty are told by severity, citizens as they wish.
    """
    rows: list[Message] = []
    later_at: list[datetime | None] = []
    for reader in readers:
        for channel, text, at in _ways(notice, reader):
            rows.append(_message(notice, channel, reader, text))
            later_at.append(at)
    for row, at in zip(Message.objects.bulk_create(rows), later_at, strict=True):
        if row.state == "queued":
            later(send, at, message=row.pk)
    return rows


def _ways(notice: Notice, reader: Person | Office) -> Iterator[tuple[Channel, str, datetime | None]]:
    if isinstance(reader, Person) and reader.is_citizen:
        for choose in choices:
            yield from ((channels()[one.channel], one.text, one.at) for one in choose(notice, reader))
        return
    for channel in channels().values():
        if notice.severity in channel.severities and channel.address_of(reader):
            yield channel, "", None


def _message(notice: Notice, channel: Channel, reader: Person | Office, text: str) -> Message:
    why = _held(notice, channel, reader)
    message = Message(
        notice=notice,
        channel=channel.key,
        person=reader if isinstance(reader, Person) else None,
        office=reader if isinstance(reader, Office) else None,
        address=channel.masked(channel.address_of(reader)),
        state="held" if why.vi else "queued",
        why_vi=why.vi,
        why_en=why.en,
        is_exercise=notice.is_exercise,
        created_at=notice.created_at,
    )
    message.text = text or "\n".join(part for part in notice.said_in(message.language) if part)
    return message


def _held(notice: Notice, channel: Channel, reader: Person | Office) -> Words:
    if notice.is_exercise:
        return both(EXERCISE)
    return NOTHING if sender_for(channel.key, reader) else both(NOT_CONFIGURED)


@job(retries=5)
def send(message: int) -> None:
    """Hand one message to its channel; the outbox is a job table, outside the journal. Raises what the channel raises."""
    row = Message.objects.select_related("person", "office").get(pk=message)
    reader = row.person or row.office
    sender = sender_for(row.channel, reader)
    if row.state == "sent" or sender is None or reader is None:
        return
    try:
        sender(channels()[row.channel].address_of(reader), row.text)
    except Exception as error:
        row.state, row.why_vi, row.why_en = "failed", str(error), str(error)
        row.save(update_fields=["state", "why_vi", "why_en"])
        raise
    row.state, row.sent_at, row.why_vi, row.why_en = "sent", clock.now(), "", ""
    row.save(update_fields=["state", "sent_at", "why_vi", "why_en"])
