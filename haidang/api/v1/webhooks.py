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


class DeliveryOut(Schema):
    """One event on its way: waiting, sent or dead (and why); `status` is the last HTTP status."""

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
