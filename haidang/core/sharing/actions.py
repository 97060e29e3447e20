"""Webhooks come and go, get new secrets, have what died sent again; exercises start and stop."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.audit.models import Event
from haidang.core.directory.models import Key, Place
from haidang.core.directory.numbers import next_code
from haidang.core.directory.queries import person_of, scope_of
from haidang.core.things.models import Thing
from haidang.kernel.action import Actor, Doing, Invalid, NotPossible, action
from haidang.kernel.bilingual import both, same
from haidang.kernel.given import bounded, needed
from haidang.kernel.jobs import later
from haidang.kernel.sealing import seal

from . import deliveries, outgoing
from .matching import is_pattern, kind_of
from .models import Delivery, Exercise, Webhook
from .scenarios import scenario
from .signing import new_secret

MOST_PATTERNS = 40
CHANGES_OVER_IN = timedelta(hours=24)
MOST_NAMED = 50  # deliveries named in one event


@action("webhook.create")
def create_webhook(do: Doing, url: str, *, events: Sequence[str], name: str = "") -> Webhook:
    """An address to be told of events from now on; its `secret` is for its owner's eyes, now. Raises Invalid."""
    parts = outgoing.checked(url.strip())
    if len(parts.geturl()) > 500:
        raise Invalid("url", _("Địa chỉ dài quá 500 ký tự."), url)
    _must_be_callable(parts.geturl())
    hook = Webhook.objects.create(
        name=(name.strip() or str(parts.hostname))[:80],
        url=parts.geturl(),
        sealed=seal(new_secret()),
        events=_readable(do, _patterns(events)),
        person=person_of(do.actor),
        key=Key.objects.get(name=do.actor.id) if do.actor.kind == "key" else None,
        seq=Event.objects.aggregate(head=Max("seq"))["head"] or 0,
        created_at=do.at,
    )
    if hook.person is None and hook.key is None:
        raise NotPossible(_("Webhook phải thuộc một người hoặc một khóa."))
    do.about(hook, url=hook.url, events=hook.events)
    return hook


def _must_be_callable(url: str) -> None:
    try:
        outgoing.target(url)
    except OSError:
        return  # a name that is unknown now may be known later


def _patterns(events: Sequence[str]) -> list[str]:
    patterns = list(dict.fromkeys(one.strip() for one in events if one.strip()))
    if not 0 < len(patterns) <= MOST_PATTERNS:
        raise Invalid("events", _("Nêu từ 1 đến %(most)s loại sự kiện.") % {"most": MOST_PATTERNS}, events)
    for one in patterns:
        if not is_pattern(one):
            raise Invalid("events", _("Viết như incident.open, alert.* hoặc *."), one)
    return patterns


def _readable(do: Doing, patterns: list[str]) -> list[str]:
    """Refuses what the owner could never be sent, rather than staying silent for ever."""
    rights = scope_of(do.actor).rights
    reads = {kind for right in rights for kind in (*right.role.reads, *right.role.reads_in_office)}
    for one in patterns:
        if kind_of(one) != "*" and not reads & {kind_of(one), "*"}:
            raise Invalid(
                "events", _("Anh/chị không được đọc loại này nên sẽ không nhận được gì: %(one)s.") % {"one": one}, one
            )
    return patterns


@action("webhook.change")
def change_webhook(do: Doing, webhook: Webhook, *, active: bool, why: str = "") -> Webhook:
    """Stop a webhook, with a reason, or let a stopped one go on from now; what it has waiting goes on with it."""
    webhook = Webhook.objects.select_for_update(of=("self",)).get(pk=webhook.pk)
    said = bounded("why", why, 300)
    words = same("") if active else same(said) if said else both(msgid("Tạm dừng theo yêu cầu."))
    with do.changing(webhook, "state", "why_vi"):
        if active and webhook.state != "active":
            webhook.seq = Event.objects.aggregate(head=Max("seq"))["head"] or 0
        webhook.state, webhook.why_vi, webhook.why_en = "active" if active else "stopped", words.vi, words.en
        webhook.save()
    return webhook


@action("webhook.rotate")
def rotate_secret(do: Doing, webhook: Webhook) -> Webhook:
    """A new secret, for its owner's eyes, now; for a day the one before signs beside it."""
    webhook = Webhook.objects.select_for_update(of=("self",)).get(pk=webhook.pk)
    webhook.old_sealed, webhook.old_until = webhook.sealed, do.at + CHANGES_OVER_IN
    webhook.sealed = seal(new_secret())
    webhook.save(update_fields=["sealed", "old_sealed", "old_until"])
    do.about(webhook, url=webhook.url)
    return webhook


def try_now(actor: Actor, webhook: Webhook) -> deliveries.Tried:
    """Send a signed trial message at once and say what came back. Raises Refused."""
    return deliveries.tried(_trying(actor, webhook))


@action("webhook.try")
def _trying(do: Doing, webhook: Webhook) -> Webhook:
    """Before the call, which is slow and no part of its transaction."""
    do.about(webhook, url=webhook.url)
    return webhook


@action("webhook.resend")
def resend(do: Doing, webhook: Webhook, rows: Sequence[Delivery] | None = None) -> int:
    """Send dead deliveries again from their first attempt: these, or all of the webhook. Raises NotPossible."""
    if webhook.state != "active":
        raise NotPossible(_("Webhook đang dừng: cho gọi tiếp rồi gửi lại."))
    found = _dead(webhook, rows)
    for row in found:
        row.state, row.attempts, row.next_at, row.ended_at = "waiting", 0, do.at, None
        row.save(update_fields=["state", "attempts", "next_at", "ended_at"])
        later(deliveries.deliver, delivery=row.pk)
    do.about(webhook, deliveries=[row.seq for row in found[:MOST_NAMED]], count=len(found))
    return len(found)


@action("webhook.discard")
def discard(do: Doing, webhook: Webhook, rows: Sequence[Delivery] | None = None, *, why: str) -> int:
    """Give dead deliveries up for good, with a reason: these, or all of the webhook. Raises Invalid, NotPossible."""
    reason = needed("why", bounded("why", why, 300))
    found = _dead(webhook, rows)
    for row in found:
        row.state, row.ended_at, row.discarded_why, row.discarded_by = "discarded", do.at, reason, do.actor.name
        row.save(update_fields=["state", "ended_at", "discarded_why", "discarded_by"])
    do.about(webhook, deliveries=[row.seq for row in found[:MOST_NAMED]], count=len(found), why=reason)
    return len(found)


def _dead(webhook: Webhook, rows: Sequence[Delivery] | None) -> list[Delivery]:
    found = Delivery.objects.select_for_update(of=("self",)).filter(webhook=webhook, state="dead")
    found = found if rows is None else found.filter(pk__in=[row.pk for row in rows])
    there = list(found.order_by("seq"))
    if not there:
        raise NotPossible(_("Không còn lần gọi nào bị bỏ cuộc ở đây."))
    return there


@action("webhook.delete")
def delete_webhook(do: Doing, webhook: Webhook) -> None:
    """Take a webhook away, with what waited to be delivered."""
    do.about(webhook, url=webhook.url)
    webhook.delete()


@action("exercise.start")
def start_exercise(
    do: Doing, place: Place, *, scenario_key: str, parameters: Mapping[str, Any] | None = None, seed: int | None = None
) -> Exercise:
    """Have a scenario played at a place; the same seed plays it the same way again. Raises Invalid, NotPossible."""
    wanted = scenario(scenario_key)
    taken = wanted.taken(parameters or {})
    if place.valid_to is not None and place.valid_to <= do.at.date():
        raise Invalid("place", _("Địa bàn này đã hết hiệu lực; chọn địa bàn hiện nay."), place.key)
    if wanted.thing:
        _must_be_there(taken["thing"], wanted.types, place)
    code = next_code(Exercise, "DT")  # its lock lets one after another look for what is running
    running = Exercise.objects.filter(scenario=wanted.key, stopped_at=None, ends_at__gt=do.at)
    known = running.filter(parameters__thing=taken["thing"]).first() if wanted.thing else running.first()
    if known:
        raise NotPossible(_("Kịch bản này đang chạy (%(code)s); dừng nó trước.") % {"code": known.code})
    exercise = Exercise.objects.create(
        code=code,
        scenario=wanted.key,
        place=place,
        parameters=taken,
        seed=secrets.randbelow(2**31) if seed is None else seed,
        started_at=do.at,
        ends_at=do.at + timedelta(hours=taken["hours"]),
        started_by_name=do.actor.name,
    )
    do.about(exercise, scenario=wanted.key, parameters=taken, seed=exercise.seed)
    return exercise


def _must_be_there(code: str, types: Sequence[str], place: Place) -> None:
    there = Thing.objects.filter(code=code, place__path__startswith=place.path)
    if types:
        there = there.filter(type__in=types)
    if not there.exists():
        raise Invalid("thing", _("Chọn một trạm phù hợp trong địa bàn diễn tập."), code)


@action("exercise.stop")
def stop_exercise(do: Doing, exercise: Exercise) -> Exercise:
    """End an exercise before its time."""
    exercise = Exercise.objects.select_for_update(of=("self",)).select_related("place").get(pk=exercise.pk)
    if exercise.stopped_at is not None or exercise.ends_at <= do.at:
        raise NotPossible(_("Cuộc diễn tập này đã kết thúc."))
    with do.changing(exercise, "stopped_at"):
        exercise.stopped_at, exercise.stopped_by_name = do.at, do.actor.name
        exercise.save()
    return exercise
