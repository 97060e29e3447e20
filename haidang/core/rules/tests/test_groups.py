"""Groups of alerts of one cause and area; shares of a desk."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from haidang.core.audit.models import Event
from haidang.core.rules.desks import actions as desks
from haidang.core.rules.desks import queries as shares
from haidang.core.rules.groups import acting
from haidang.core.rules.groups.queries import groups, members
from haidang.core.rules.reading import queries
from haidang.core.rules.reading.rate import rate
from haidang.core.rules.tests.watched import new_station, says
from haidang.kernel.action import Invalid


@pytest.fixture
def twelve(watched):
    """Twelve stations alarm at one place, one at another."""
    for number in range(2, 13):
        new_station(watched.hd, f"AQ-{number:03}", watched.station.source)
    new_station(watched.hd, "AQ-099", watched.station.source, watched.hd.elsewhere)
    watched.start(says())
    for code in [f"AQ-{number:03}" for number in range(1, 13)] + ["AQ-099"]:
        watched.send((0, 99.0), thing=code)
    watched.judge.turn()
    return watched


def test_alerts_of_one_cause_and_area_are_one_group(twelve):
    both = groups(twelve.lead)
    assert [(one.count, one.unseen, one.place.pk, one.cause.vi) for one in both] == [
        (12, 12, twelve.hd.here.pk, "PM2,5 cao"), (1, 1, twelve.hd.elsewhere.pk, "PM2,5 cao")
    ]  # fmt: skip
    assert [one.count for one in groups(twelve.lead, by="cause")] == [13]
    assert len(members(twelve.lead, both[0].key)) == 12
    with pytest.raises(Invalid):
        members(twelve.lead, "x7")


def test_a_whole_group_is_acknowledged_in_few_statements_and_each_alert_keeps_its_line(twelve):
    whole = members(twelve.lead, groups(twelve.lead)[0].key)
    with CaptureQueriesContext(connection) as asked:
        done = acting.acknowledge(twelve.lead, whole, note="Cháy rừng, đã cử đội")
    assert (len(done.codes), done.refused) == (12, {})
    assert Event.objects.filter(action="alert.acknowledge").count() == 12
    assert len(asked) < 12 * 4  # outside a request the rights are asked anew for each
    assert acting.acknowledge(twelve.lead, whole).codes == []


def test_a_whole_group_is_shelved_for_a_reason_and_what_one_may_not_is_named(twelve):
    key = groups(twelve.lead, by="cause")[0].key
    stranger = twelve.hd.officer("duty_officer", twelve.hd.other_committee, twelve.hd.elsewhere)
    done = acting.shelve(stranger, members(twelve.lead, key), lasting=timedelta(hours=1), reason="Khói trời")
    assert (len(done.codes), len(done.refused)) == (1, 12)
    with pytest.raises(Invalid):
        acting.shelve(twelve.lead, members(twelve.lead, key), lasting=timedelta(hours=1), reason=" ")


def test_more_than_ten_in_ten_minutes_are_a_flood_that_lasts_until_it_is_calm(twelve, at):
    assert rate(twelve.lead).is_flood
    at(21)
    assert not rate(twelve.lead).is_flood


def test_a_split_desk_leaves_nothing_to_nobody(twelve):
    officer = desks.drafted(twelve.person(twelve.officer))
    desks.split(
        twelve.lead, officer, domains=[], places=[twelve.hd.elsewhere.path], lasting=timedelta(hours=1), reason="Dồn"
    )
    rest = desks.split(
        twelve.lead, desks.drafted(twelve.person(twelve.lead)), domains=[], places=[], lasting=timedelta(hours=1)
    )
    theirs = shares.share_of(twelve.officer)
    counts = [
        len(queries.open_alerts(twelve.lead, queries.Wanted(only=shares.alerts_of(one)))) for one in (theirs, rest)
    ]
    assert counts == [1, 12]
    assert rate(twelve.lead, shares.alerts_of(theirs)).last_minutes == 1
    desks.join(twelve.lead, theirs)
    assert len(queries.open_alerts(twelve.lead, queries.Wanted(only=shares.alerts_of(rest)))) == 13
    with pytest.raises(Invalid):
        desks.split(twelve.lead, officer, domains=[], places=[], lasting=timedelta(minutes=1))
