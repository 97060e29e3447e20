"""What is measured and everybody's reaches those who follow the place, once."""

from datetime import timedelta

import pytest

from haidang.core.citizens import wishes
from haidang.core.citizens.accounts import sign_in
from haidang.core.citizens.models import Citizen
from haidang.core.directory.signing_in.proofs import Proof
from haidang.core.notices.models import Notice
from haidang.core.rules.alerts import actions, followers
from haidang.core.rules.models import Alert
from haidang.kernel import jobs

from .test_everybody import ASKS
from .watched import new_station, says, words

pytestmark = pytest.mark.django_db
PUBLIC = {"public": words("Ở trong nhà")}


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    """Jobs run where they are queued."""
    monkeypatch.setattr(jobs, "queue", [lambda job, arguments, at: job.work(**arguments)])


@pytest.fixture
def follower(watched):
    return following(watched.hd.here, "0990000071")


def following(place, phone):
    person = sign_in(Proof("phone", phone, claims={"phone": phone}))
    wishes.follow(person.as_actor(), Citizen(person), place)
    return person


def raised(watched, **facts):
    watched.start(says(**facts))
    watched.measured((0, 70.0))
    return watched.alert()


def told(person):
    return [(one.kind, one.title_vi, one.body_vi) for one in Notice.objects.filter(to_person=person)]


def test_those_who_follow_the_place_are_told_once(watched, follower):
    other = following(watched.hd.elsewhere, "0990000072")
    raised(watched, **PUBLIC)
    followers.tell()
    followers.tell()
    assert told(follower) == [("measured.around", "PM2,5 cao: 70,0\xa0µg/m³ – Phường Vũng Tàu", "Ở trong nhà")]
    assert told(other) == []


def test_what_is_not_everybodys_is_told_to_nobody(watched, follower):
    raised(watched)
    followers.tell()
    assert told(follower) == []


def test_what_an_officer_set_aside_waits_until_it_is_taken_up_again(watched, follower, at):
    alert = raised(watched, **PUBLIC)
    actions.shelve(watched.officer, alert, lasting=timedelta(hours=1), reason="máy đo hỏng")
    followers.tell()
    assert told(follower) == []
    actions.unshelve(watched.officer, alert)
    followers.tell()
    assert len(told(follower)) == 1


def test_many_stations_of_a_place_make_one_message(watched, follower):
    new_station(watched.hd, "AQ-002", watched.pm25.source)
    watched.start(says(**PUBLIC))
    watched.send((0, 70.0), thing="AQ-002")
    watched.measured((0, 80.0))
    followers.tell()
    ((_kind, title, _body),) = told(follower)
    assert title.endswith("– Phường Vũng Tàu và 1 điểm đo khác")
    assert Alert.objects.filter(told_at=None).count() == 0


def test_those_whom_the_rule_asks_are_told_with_the_question(watched):
    near = watched.hd.elsewhere
    near.lon, near.lat = 107.09, 10.35
    near.save()
    watched.station.lon, watched.station.lat = 107.08, 10.35
    watched.station.save()
    neighbour = following(near, "0990000073")
    raised(watched, **PUBLIC, asks=ASKS)
    followers.tell()
    assert [body for _kind, _title, body in told(neighbour)] == ["Ở trong nhà Có ngập không?"]


def test_what_fires_again_is_told_again_only_after_hours(watched, follower):
    alert = raised(watched, **PUBLIC)
    followers.tell()
    for hours, count in ((1, 1), (4, 2)):
        Alert.objects.filter(pk=alert.pk).update(repeated_at=watched.now + timedelta(hours=hours))
        followers.tell()
        assert len(told(follower)) == count


def test_the_journal_says_of_what_they_were_told_and_not_who(watched, follower):
    watched.actions()
    raised(watched, **PUBLIC)
    followers.tell()
    assert watched.actions()[-2:] == ["alert.tell", "citizen.warn"]
