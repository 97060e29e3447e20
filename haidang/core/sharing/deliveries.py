"""From the journal to the receivers: events become deliveries, deliveries are sent until they arrive or are given up.

These are job tables, outside the journal. A delivery may arrive twice (its id tells); none is lost while its webhook
stands: what a killed worker leaves behind is taken up again within two minutes.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
import msgspec
from django.db import transaction
from django.utils.translation import gettext_noop as msgid

from haidang.core.audit.models import Event
from haidang.core.directory.queries import Scope, scope_of
from haidang.kernel import clock
from haidang.kernel.action import Event as Draft
from haidang.kernel.action import Invalid
from haidang.kernel.bilingual import both
from haidang.kernel.jobs import job, later
from haidang.kernel.manifest import Words
from haidang.kernel.sealing import Unsealable

from . import outgoing, signing
from .matching import wants
from .models import Delivery, Webhook

BACK_OFF = tuple(clock.duration(text) for text in ("10s", "1m", "5m", "30m", "2h", "6h", "12h"))
MOST_ATTEMPTS = len(BACK_OFF) + 1
GONE = 410
AT_ONCE = 500
LEFT_BEHIND_FOR = timedelta(minutes=2)
KEPT_FOR = timedelta(days=14)
DEAD_KEPT_FOR = timedelta(days=90)
SEALED_ELSEWHERE = "the secret cannot be opened in this home: give the webhook a new one"


def announce(drafts: list[Draft]) -> None:
    """Called within each transaction that will leave events: has the journal looked at after it, if anybody cares."""
    patterns = Webhook.objects.filter(state="active").values_list("events", flat=True)
    if any(wants(one, draft.action) for one in patterns for draft in drafts):
        later(look_at_journal)


@job()
def look_at_journal() -> None:
    """Make deliveries of the events since the last look, and queue them."""
    for pk in Webhook.objects.filter(state="active").order_by("pk").values_list("pk", flat=True):
        while _look_for(pk):
            pass


def _look_for(webhook: int) -> bool:
    """One stretch of the journal for one webhook; whether there is more."""
    with transaction.atomic():
        hook = Webhook.objects.select_for_update(of=("self",)).select_related("person", "key").get(pk=webhook)
        now = clock.now()
        owner = hook.owner(now)
        if owner is None:
            _stop(hook, both(msgid("Người hoặc khóa đăng ký webhook không còn hiệu lực.")))
            return False
        events = list(Event.objects.filter(seq__gt=hook.seq).order_by("seq")[:AT_ONCE])
        if not events:
            return False
        scope = scope_of(owner)
        rows = [_delivery(hook, event, now) for event in events if _concerns(hook, event, scope)]
        for row in Delivery.objects.bulk_create(rows):
            later(deliver, delivery=row.pk)
        hook.seq = events[-1].seq
        hook.save(update_fields=["seq"])
        return len(events) == AT_ONCE


def _concerns(hook: Webhook, event: Event, scope: Scope) -> bool:
    return wants(hook.events, event.action) and scope.covers(
        event.place, event.office, event.data_class, event.subject_kind
    )


def _delivery(hook: Webhook, event: Event, now: datetime) -> Delivery:
    return Delivery(webhook=hook, seq=event.seq, action=event.action, body=_body(event), next_at=now, created_at=now)


def _body(event: Event) -> str:
    """The payload: type, timestamp and data, as Standard Webhooks has it."""
    data = {
        "seq": event.seq,
        "actor": {"id": event.actor, "name": event.actor_name},
        "subject": {"kind": event.subject_kind, "id": event.subject_id, "label": event.subject_label},
        "place": event.place,
        "office": event.office,
        "before": event.before,
        "after": event.after,
        "facts": event.facts,
    }
    return msgspec.json.encode({"type": event.action, "timestamp": event.at, "data": data}).decode()


@job(retries=1)
def deliver(delivery: int) -> None:
    """One attempt. On failure the next is queued after a pause that grows; after the last the delivery is dead."""
    row = _claimed(delivery)
    if row is None:
        return
    found = _called(row.webhook, row.message_id, row.body.encode())
    if found.is_good and found.status is not None:
        _arrived(row, found.status)
    else:
        _failed(row, found.status, found.text)


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one call: the status, or None and how it failed; the beginning of the answer; how long it took."""

    status: int | None
    text: str
    took_ms: int

    @property
    def is_good(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def tried(hook: Webhook) -> Tried:
    """A trial message, signed as all are; nothing of it is kept."""
    now = clock.now()
    body = msgspec.json.encode({"type": "webhook.test", "timestamp": now, "data": {"webhook": hook.name}})
    return _called(hook, f"msg_{hook.pk}_test_{int(now.timestamp() * 1000)}", body)


def _called(hook: Webhook, message_id: str, body: bytes) -> Tried:
    began = time.monotonic()

    def said(status: int | None, text: str) -> Tried:
        return Tried(status, text, int((time.monotonic() - began) * 1000))

    try:
        now = clock.now()
        answer = outgoing.post(hook.url, body, signing.headers(hook.secrets_at(now), message_id, now, body))
    except Unsealable:
        return said(None, SEALED_ELSEWHERE)
    except Invalid:
        return said(None, "the address may not be called")
    except (OSError, httpx.HTTPError, httpx.InvalidURL) as error:
        return said(None, f"{type(error).__name__}: {error}")
    return said(answer.status, answer.text)


def _claimed(delivery: int) -> Delivery | None:
    """The delivery with its attempt counted and its next one set, None when somebody else has it or it is not due."""
    now = clock.now()
    with transaction.atomic():
        rows = Delivery.objects.select_for_update(of=("self",), skip_locked=True).select_related("webhook")
        row = rows.filter(pk=delivery, state="waiting", next_at__lte=now, webhook__state="active").first()
        if row is None:
            return None
        row.attempts += 1
        row.next_at = now + BACK_OFF[min(row.attempts, len(BACK_OFF)) - 1]
        row.save(update_fields=["attempts", "next_at"])
    return row


def _arrived(row: Delivery, status: int) -> None:
    now = clock.now()
    row.state, row.status, row.why, row.ended_at = "sent", status, "", now
    row.save(update_fields=["state", "status", "why", "ended_at"])
    Webhook.objects.filter(pk=row.webhook.pk).update(succeeded_at=now)


def _failed(row: Delivery, status: int | None, why: str) -> None:
    now = clock.now()
    row.status, row.why = status, why[:500]
    is_dead = row.attempts >= MOST_ATTEMPTS or status == GONE
    if is_dead:
        row.state, row.ended_at = "dead", now
    row.save(update_fields=["status", "why", "state", "ended_at"])
    Webhook.objects.filter(pk=row.webhook.pk).update(failed_at=now)
    if status == GONE:
        _stop(row.webhook, both(msgid("Nơi nhận trả lời 410: không nhận nữa.")))
    elif not is_dead:
        later(deliver, at=row.next_at, delivery=row.pk)


def _stop(hook: Webhook, why: Words) -> None:
    Webhook.objects.filter(pk=hook.pk).update(state="stopped", why_vi=why.vi, why_en=why.en)


@job(cron="* * * * *")
def take_up_what_was_left() -> None:
    """Each minute: look at the journal, queue again what a killed worker left, forget what ended long ago."""
    look_at_journal()
    now = clock.now()
    left = Delivery.objects.filter(state="waiting", next_at__lt=now - LEFT_BEHIND_FOR, webhook__state="active")
    for pk in left.order_by("next_at").values_list("pk", flat=True)[:AT_ONCE]:
        later(deliver, delivery=pk)
    Delivery.objects.filter(ended_at__lt=now - KEPT_FOR).exclude(state="dead").delete()
    Delivery.objects.filter(ended_at__lt=now - DEAD_KEPT_FOR).delete()
