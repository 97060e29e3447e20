"""The list of alerts, page after page."""

import pytest

from haidang.core.rules.models import Alert
from haidang.web.tests.browsing import pages
from haidang.web.tests.copying import copied


def codes(*answers):
    return [row.code for answer in answers for row in answer.context["rows"]]


@pytest.mark.parametrize("tab", ["open", "new", "all"])
def test_every_alert_stands_on_one_page(room, tab):
    alerts = room.many_open(120)
    found = codes(*pages(room.officer, f"/alerts/?tab={tab}"))
    assert sorted(found) == sorted(one.code for one in alerts)


def test_the_worst_come_on_the_first_pages_and_the_newest_first_among_equals(room):
    alerts = room.many_open(120)
    Alert.objects.filter(pk=alerts[4].pk).update(state="acknowledged", acknowledged_at=alerts[0].raised_at)
    wanted = sorted(alerts, key=lambda one: (one.severity, one is alerts[4], -one.raised_at.timestamp()))
    assert codes(*pages(room.officer, "/alerts/")) == [one.code for one in wanted]


@pytest.mark.parametrize("tab", ["open", "all"])
def test_the_next_page_keeps_tab_and_filters(room, tab):
    alerts = room.many_open(250)
    Alert.objects.filter(pk__in=[one.pk for one in alerts[220:]]).update(place=room.hd.elsewhere)
    here = f"/alerts/?tab={tab}&severity=3&domain=environment&place={room.hd.here.path}"
    first, second, *more = (answer.context for answer in pages(room.officer, f"{here}&thing=AQ-001"))
    assert more == []
    assert (first["first_url"], second["next_url"]) == ("", "")
    assert first["asked"].url() == second["asked"].url() == second["first_url"]
    found = [row.code for page in (first, second) for row in page["rows"]]
    assert sorted(found) == sorted(one.code for one in alerts[:220] if one.severity == 3)


@pytest.mark.parametrize("tab", ["open", "all"])
def test_what_comes_between_two_pages_hides_and_repeats_nothing(room, tab):
    alerts = room.many_open(70)
    first = room.officer.get(f"/alerts/?tab={tab}")
    rule = copied(alerts[0].rule, key="vua_them")
    rule.save()
    new = copied(alerts[0], code="CB-261121-9999", severity=1, rule_id=rule.pk)
    new.save()
    second = room.officer.get(first.context["next_url"])
    assert sorted(codes(first, second)) == sorted(one.code for one in alerts)


def test_what_was_closed_between_two_pages_takes_no_other_row_with_it(room):
    alerts = room.many_open(70)
    first = room.officer.get("/alerts/")
    on_first, after = codes(first), {one.code for one in alerts} - set(codes(first))
    Alert.objects.filter(code__in=[on_first[-1], on_first[0]]).update(state="closed", closed_at=alerts[0].raised_at)
    second = room.officer.get(first.context["next_url"])
    assert set(codes(second)) == after


def test_a_page_that_no_list_gave_is_refused(room):
    assert room.officer.get("/alerts/?after=1~2~3").status_code == 422
