"""Events leave the house signed, to those who asked, within what they may see, until they arrive."""

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta

import pytest

from haidang.core.audit.models import Event
from haidang.core.directory.models import Duty, Person
from haidang.core.incidents import actions as incidents
from haidang.core.sharing import actions, deliveries, queries
from haidang.core.sharing.models import Delivery, Webhook
from haidang.kernel import clock
from haidang.kernel.action import Invalid, Refused, system
from haidang.kernel.clock import HO_CHI_MINH

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 21, 9, 0, tzinfo=HO_CHI_MINH)


@pytest.fixture
def owner(hd):
    return hd.officer("administrator", hd.centre, hd.province)


@pytest.fixture
def hook(owner, receiver, queue):
    return actions.create_webhook(owner, receiver.url, events=["incident.*"], name="Cổng tỉnh")


def run(queue, *, until=None):
    """Let the worker do what is due, and what that queues in turn."""
    while queue:
        work, at, arguments = queue.pop(0)
        if at is None or (until is not None and at <= until):
            work(**arguments)
        else:
            queue.append((work, at, arguments))
            if all(later is not None and (until is None or later > until) for _work, later, _arguments in queue):
                return


def opened(officer, hd, title="Ngập đường"):
    return incidents.open_incident(officer, hd.here, title=title, severity=2)


def test_an_event_reaches_its_receiver_signed(hook, hd, officer, receiver, queue):
    incident = opened(officer, hd)
    run(queue)
    ((path, headers, body),) = receiver.requests
    said = json.loads(body)
    assert (path, said["type"], said["data"]["subject"]["id"]) == ("/hook?from=hd", "incident.open", str(incident.pk))
    key = base64.b64decode(hook.secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == expected
    assert Delivery.objects.get().state == "sent"


def test_only_what_was_asked_for_is_sent(hook, hd, officer, receiver, queue):
    actions.start_exercise(system("test"), hd.province, scenario_key="pm25_episode")
    run(queue)
    assert receiver.requests == []


def test_only_what_the_owner_may_see_is_sent(hook, hd, owner, officer, receiver, queue):
    Duty.objects.filter(person=owner.id).update(place=hd.elsewhere)
    opened(officer, hd)
    run(queue)
    assert receiver.requests == []


def test_a_failed_delivery_is_tried_again_after_growing_pauses(hook, hd, officer, receiver, queue):
    receiver.status = 503
    with clock.frozen(NINE):
        opened(officer, hd)
        run(queue)
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.status, row.next_at) == ("waiting", 1, 503, NINE + timedelta(seconds=10))
    receiver.status = 200
    with clock.frozen(NINE + timedelta(seconds=10)):
        run(queue, until=clock.now())
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("sent", 2)
    assert {headers["webhook-id"] for _path, headers, _body in receiver.requests} == {row.message_id}


def test_a_delivery_dies_with_its_reason_after_the_last_attempt(hook, hd, officer, receiver, queue):
    receiver.status = 500
    with clock.frozen(NINE):
        opened(officer, hd)
        run(queue)
    for _attempt in range(deliveries.MOST_ATTEMPTS):
        at = Delivery.objects.get().next_at
        with clock.frozen(at):
            run(queue, until=at)
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.status) == ("dead", deliveries.MOST_ATTEMPTS, 500)
    assert queue == []


def test_a_receiver_that_is_not_there_is_named(hook, hd, officer, receiver, queue):
    Webhook.objects.update(url="http://localhost:9/")
    opened(officer, hd)
    run(queue)
    assert "ConnectError" in Delivery.objects.get().why


def test_an_address_that_has_moved_inside_is_not_called(hook, hd, officer, receiver, queue, monkeypatch):
    monkeypatch.delenv("HAIDANG_WEBHOOK_LOCAL")
    opened(officer, hd)
    run(queue)
    assert receiver.requests == []
    assert Delivery.objects.get().why == "the address may not be called"


def test_a_redirect_is_not_followed(hook, hd, officer, receiver, queue):
    receiver.status, receiver.headers = 302, {"location": "http://169.254.169.254/"}
    opened(officer, hd)
    run(queue)
    assert len(receiver.requests) == 1
    assert Delivery.objects.get().status == 302


def test_a_receiver_that_is_gone_ends_the_webhook(hook, hd, officer, receiver, queue):
    receiver.status = 410
    opened(officer, hd)
    run(queue)
    hook.refresh_from_db()
    assert (hook.state, Delivery.objects.get().state) == ("stopped", "dead")
    assert (hook.why_vi, hook.why_en) == (
        "Nơi nhận trả lời 410: không nhận nữa.",
        "The receiver answered 410: it takes no more.",
    )


def test_an_owner_who_left_is_told_nothing(hook, hd, officer, owner, receiver, queue):
    opened(officer, hd)
    Person.objects.filter(pk=owner.id).update(is_active=False)
    run(queue)
    hook.refresh_from_db()
    assert (hook.state, receiver.requests) == ("stopped", [])


def test_what_a_killed_worker_left_is_taken_up_again(hook, hd, officer, receiver, queue):
    with clock.frozen(NINE):
        opened(officer, hd)
    queue.clear()
    with clock.frozen(NINE + timedelta(minutes=1)):
        deliveries.look_at_journal()
    queue.clear()
    with clock.frozen(NINE + timedelta(minutes=4)):
        deliveries.take_up_what_was_left()
        run(queue)
    assert len(receiver.requests) == 1


def test_an_event_becomes_one_delivery_however_often_one_looks(hook, hd, officer, receiver, queue):
    opened(officer, hd)
    deliveries.look_at_journal()
    deliveries.look_at_journal()
    run(queue)
    assert len(receiver.requests) == 1


def test_a_stopped_webhook_goes_on_from_now(hook, hd, officer, owner, receiver, queue):
    actions.change_webhook(owner, hook, active=False)
    opened(officer, hd)
    actions.change_webhook(owner, hook, active=True)
    opened(officer, hd, "Cây đổ")
    run(queue)
    assert [json.loads(body)["data"]["after"]["title"] for _path, _headers, body in receiver.requests] == ["Cây đổ"]


def test_nothing_is_queued_when_nobody_listens(hd, officer, queue):
    opened(officer, hd)
    assert [
        work.__name__ for work, _at, _arguments in queue if work.__module__.startswith("haidang.core.sharing")
    ] == []


def test_the_secret_is_not_in_the_journal(hook):
    event = Event.objects.get(action="webhook.create")
    assert hook.secret not in json.dumps([event.facts, event.after, event.before])


def test_deleting_ends_what_was_waiting(hook, hd, officer, owner, receiver, queue):
    opened(officer, hd)
    actions.delete_webhook(owner, hook)
    run(queue)
    assert (receiver.requests, queries.webhooks(owner)) == ([], [])


def test_a_duty_officer_may_not_create_webhooks(officer, receiver):
    with pytest.raises(Refused):
        actions.create_webhook(officer, receiver.url, events=["*"])


TOO_MANY = [f"a.{'b' * length}" for length in range(1, 60)]


@pytest.mark.parametrize("events", [[], ["incident"], ["incident.open; drop"], ["*.open"], TOO_MANY])
def test_patterns_are_checked(owner, receiver, events):
    with pytest.raises(Invalid, match="events"):
        actions.create_webhook(owner, receiver.url, events=events)


def test_what_the_owner_may_not_read_is_refused_at_once(integrator, receiver):
    with pytest.raises(Invalid, match=r"task\.\*"):
        actions.create_webhook(integrator, receiver.url, events=["rule.*", "task.*"])


def test_the_list_counts_deliveries(hook, hd, officer, owner, receiver, queue):
    receiver.status = 500
    opened(officer, hd)
    run(queue)
    (listed,) = queries.webhooks(owner)
    assert (listed.waiting, listed.dead) == (1, 0)
    assert [row.action for row in queries.deliveries(owner, listed)] == ["incident.open"]
