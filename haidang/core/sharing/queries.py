"""Webhooks with their deliveries, and exercises."""

from django.db.models import Count, Q, QuerySet

from haidang.core.directory.queries import visible
from haidang.kernel import clock
from haidang.kernel.action import Actor

from .models import Delivery, Exercise, Webhook


def webhooks(actor: Actor) -> list[Webhook]:
    """All the actor may see, each with `waiting` and `dead`, the numbers of its deliveries."""
    rows = Webhook.objects.filter(visible(actor, Webhook)).select_related("person", "key")
    counted = rows.annotate(
        waiting=Count("deliveries", Q(deliveries__state="waiting")),
        dead=Count("deliveries", Q(deliveries__state="dead")),
    )
    return list(counted.order_by("-created_at"))


def webhook(actor: Actor, pk: int) -> Webhook | None:
    return Webhook.objects.filter(visible(actor, Webhook), pk=pk).first()


def deliveries(actor: Actor, hook: Webhook, *, state: str = "", limit: int = 100) -> list[Delivery]:
    """The deliveries of a webhook, newest first."""
    rows = Delivery.objects.filter(webhook=hook, webhook__in=Webhook.objects.filter(visible(actor, Webhook)))
    return list((rows.filter(state=state) if state else rows).order_by("-seq")[:limit])


def delivery(actor: Actor, hook: Webhook, pk: int) -> Delivery | None:
    rows = Delivery.objects.filter(webhook=hook, webhook__in=Webhook.objects.filter(visible(actor, Webhook)), pk=pk)
    return rows.select_related("webhook").first()


def dead_letters(actor: Actor, *, hook: int = 0) -> QuerySet[Delivery]:
    """What was given up and nobody has dealt with, the newest first, over all webhooks or one."""
    rows = Delivery.objects.filter(state="dead", webhook__in=Webhook.objects.filter(visible(actor, Webhook)))
    rows = rows.filter(webhook=hook) if hook else rows
    return rows.select_related("webhook").order_by("-ended_at", "-pk")


def active_exercises(actor: Actor) -> list[Exercise]:
    """Those being played now, oldest first; what the simulator reads."""
    rows = Exercise.objects.filter(visible(actor, Exercise), stopped_at=None, ends_at__gt=clock.now())
    return list(rows.select_related("place").order_by("started_at", "pk"))


def exercises(actor: Actor, limit: int = 50) -> list[Exercise]:
    rows = Exercise.objects.filter(visible(actor, Exercise)).select_related("place")
    return list(rows.order_by("-started_at", "-pk")[:limit])


def exercise(actor: Actor, code: str) -> Exercise | None:
    return Exercise.objects.filter(visible(actor, Exercise), code=code).select_related("place").first()
