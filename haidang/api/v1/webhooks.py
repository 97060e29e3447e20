"""Webhooks: have events posted to an address of yours, signed."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from haidang.core.sharing import actions, queries
from haidang.core.sharing.models import Delivery, Webhook

from .callers import caller, may
from .given import Given
from .problems import Missing

router = Router()


class WebhookOut(Schema):
    id: int
    name: str
    url: str
    events: list[str]
    state: str
    why_vi: str
    why_en: str
    created_at: datetime


class WebhookMade(WebhookOut):
    """Told once: the secret that signs the deliveries."""

    secret: str


class WebhookIn(Given):
    """`events` are action names or patterns such as `alert.*`."""

    url: str
    events: list[str]
    name: str = ""


class TriedOut(Schema):
    """What came of a trial call: the HTTP status, null when nothing answered, and the beginning of the answer."""

    status: int | None
    text: str
    took_ms: int


class ResentOut(Schema):
    """How many dead deliveries are sent again."""

    count: int


class DeliveryOut(Schema):
    """One event on its way: waiting, sent, dead (and why) or discarded; `status` is the last HTTP status."""

    seq: int
    action: str
    state: str
    attempts: int
    next_at: datetime
    status: int | None
    why: str


def _found(request: HttpRequest, number: int) -> Webhook:
    row = queries.webhook(caller(request), number)
    if row is None:
        raise Missing("webhook", number)
    return row


@router.get("", response=list[WebhookOut])
def listed(request: HttpRequest) -> list[Webhook]:
    return queries.webhooks(may(request, "webhook.read"))


@router.post("", response={201: WebhookMade})
def create(request: HttpRequest, body: WebhookIn) -> tuple[int, Any]:
    return 201, actions.create_webhook(caller(request), body.url, events=body.events, name=body.name)


@router.delete("/{number}", response={204: None})
def delete(request: HttpRequest, number: int) -> tuple[int, None]:
    actions.delete_webhook(caller(request), _found(request, number))
    return 204, None


@router.get("/{number}/deliveries", response=list[DeliveryOut])
def deliveries(request: HttpRequest, number: int, state: str = "") -> list[Delivery]:
    return queries.deliveries(caller(request), _found(request, number), state=state)


@router.post("/{number}/secret", response=WebhookMade)
def rotate(request: HttpRequest, number: int) -> Webhook:
    """A new secret; the one before signs beside it for 24 hours."""
    return actions.rotate_secret(caller(request), _found(request, number))


@router.post("/{number}/test", response=TriedOut)
def try_now(request: HttpRequest, number: int) -> Any:
    """Call it now with a signed message of type `webhook.test`."""
    return actions.try_now(caller(request), _found(request, number))


@router.post("/{number}/resend", response=ResentOut)
def resend(request: HttpRequest, number: int) -> dict[str, int]:
    """Send again what is dead."""
    return {"count": actions.resend(caller(request), _found(request, number))}
