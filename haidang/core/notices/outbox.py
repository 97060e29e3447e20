"""Writing the outbox: one message for each channel and reader of a notice, held until a channel is configured."""

from collections.abc import Iterable

from django.utils.translation import gettext_noop

from haidang.core.directory.models import Office, Person
from haidang.kernel import clock
from haidang.kernel.bilingual import both
from haidang.kernel.jobs import job, later
from haidang.kernel.manifest import Words

from .channels import Channel, channels, senders
from .models import Message, Notice

NOT_CONFIGURED = gettext_noop("Kênh chưa được cấu hình; nội dung giữ lại để xem.")
EXERCISE = gettext_noop("Diễn tập: không gửi ra ngoài.")
NOTHING = Words(vi="", en="")


def put(notice: Notice, readers: Iterable[Person | Office]) -> list[Message]:
    """Write what the channels would send; queue it where a channel is configured and the case is real."""
    rows = [
        _message(notice, channel, reader)
        for reader in readers
        for channel in channels().values()
        if notice.severity in channel.severities and channel.address_of(reader)
    ]
    for row in Message.objects.bulk_create(rows):
        if row.state == "queued":
            later(send, message=row.pk)
    return rows


def _message(notice: Notice, channel: Channel, reader: Person | Office) -> Message:
    why = _held(notice, channel)
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
    message.text = "\n".join(part for part in notice.said_in(message.language) if part)
    return message


def _held(notice: Notice, channel: Channel) -> Words:
    if notice.is_exercise:
        return both(EXERCISE)
    return NOTHING if channel.key in senders else both(NOT_CONFIGURED)


@job(retries=5)
def send(message: int) -> None:
    """Hand one message to its channel; the outbox is a job table, outside the journal. Raises what the channel raises."""
    row = Message.objects.select_related("person", "office").get(pk=message)
    sender, reader = senders.get(row.channel), row.person or row.office
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
