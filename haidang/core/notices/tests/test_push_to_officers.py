"""A push message to somebody on duty, from the notice to the browser that opens it, through a real push service beside."""

import http_ece
import pytest

from haidang.core.directory.models import Person
from haidang.core.directory.tests.small_province import build
from haidang.core.notices import outbox, wishes
from haidang.core.notices.actions import notify
from haidang.core.notices.models import Message, Subscription
from haidang.core.notices.tests.browser import Browser
from haidang.core.notices.wishes import Reader
from haidang.kernel.action import Doing, action, system
from haidang.kernel.facts import Words


@action("matter.tell")
def tell(do: Doing, person, severity):
    title = Words(vi="Nước lên nhanh ở cầu Cỏ May", en="Water rises at Cỏ May bridge")
    return notify(do, [person], kind="alert.raised", title=title, severity=severity, link="/alerts/CB-1/")


@pytest.fixture
def person(db):
    hd = build()
    return Person.objects.get(pk=hd.officer("duty_officer", hd.centre, hd.province).id)


def browser_of(person, address):
    made = Browser(address)
    wishes.subscribe(person.as_actor(), Reader(person), endpoint=made.endpoint, **made.keys, device="Firefox")
    return made


def sent(person, severity=1):
    tell(system("test"), person, severity)
    row = Message.objects.filter(person=person, channel="push").latest("pk")
    outbox.send(row.pk)
    row.refresh_from_db()
    return row


def test_an_alert_is_sealed_for_the_officers_browser_alone_and_counts_as_delivered_when_it_was_shown(person, outside):
    mine, other = (browser_of(person, f"{outside}/push/{name}-{person.pk}") for name in ("work", "home"))
    row = sent(person)
    assert row.state == "sent"
    (at_work,), (at_home,) = mine.taken(), other.taken()
    said = mine.read(at_work["body"])
    assert (said["title"], said["url"]) == ("Nước lên nhanh ở cầu Cỏ May", "/alerts/CB-1/")
    assert b"Nu" not in at_work["body"].encode()[:40]
    with pytest.raises(http_ece.ECEException):
        mine.read(at_home["body"])
    assert outbox.shown(said["mark"])
    row.refresh_from_db()
    assert (row.state, row.delivered_at is not None) == ("delivered", True)
    assert [step["state"] for step in row.history] == ["sent", "delivered"]


def test_a_browser_that_is_gone_is_forgotten_and_one_that_is_out_of_order_is_tried_again(person, outside):
    browser_of(person, f"{outside}/push/gone-{person.pk}")
    browser_of(person, f"{outside}/push/broken-{person.pk}")
    row = sent(person)
    assert (row.state, row.tries) == ("queued", 1)
    assert [one.endpoint.rpartition("/")[2] for one in Subscription.objects.all()] == [f"broken-{person.pk}"]


def test_what_somebody_wished_not_to_be_told_goes_to_no_browser(person, outside):
    mine = browser_of(person, f"{outside}/push/quiet-{person.pk}")
    tell(system("test"), person, 4)
    assert not Message.objects.filter(channel="push").exists()
    assert mine.taken() == []
