"""The list of incidents, page after page."""

from datetime import timedelta

import pytest

from haidang.core.incidents.models import Incident
from haidang.web.tests.browsing import pages
from haidang.web.tests.copying import copied


@pytest.fixture
def incidents(desk):
    """120 of them, four opened each minute, of all levels in turn."""
    first = desk.open(title="Ngập đường")
    copies = [
        copied(
            first,
            code=f"SC-261121-{1000 + number}",
            severity=number % 4 + 1,
            opened_at=first.opened_at - timedelta(minutes=number // 4),
        )
        for number in range(1, 120)
    ]
    return [first, *Incident.objects.bulk_create(copies)]


def codes(*answers):
    return [row["incident"].code for answer in answers for row in answer.context["rows"]]


@pytest.mark.parametrize("tab", ["open", "all"])
def test_every_incident_stands_on_one_page(officer, incidents, tab):
    found = codes(*pages(officer, f"/incidents/?tab={tab}"))
    assert sorted(found) == sorted(one.code for one in incidents)


def test_the_newest_come_on_the_first_pages(officer, incidents):
    for_all = [one.code for one in sorted(incidents, key=lambda one: (one.opened_at, one.pk), reverse=True)]
    assert codes(*pages(officer, "/incidents/?tab=all")) == for_all


def test_the_next_page_keeps_tab_filters_and_words(desk, officer, incidents):
    Incident.objects.filter(pk__in=[one.pk for one in incidents[-8:]]).update(place=desk.hd.elsewhere)
    mine = f"/incidents/?tab=all&place={desk.hd.here.path}&phase=received&q=ngap+duong"
    first, second, third = (answer.context for answer in pages(officer, mine))
    assert (first["first_url"], third["next_url"]) == ("", "")
    assert {page["asked"].url() for page in (first, second, third)} == {third["first_url"]}
    found = [row["incident"].code for page in (first, second, third) for row in page["rows"]]
    assert sorted(found) == sorted(one.code for one in incidents[:-8])


@pytest.mark.parametrize("tab", ["open", "all"])
def test_what_is_opened_between_two_pages_hides_and_repeats_nothing(desk, officer, incidents, tab):
    first = officer.get(f"/incidents/?tab={tab}")
    desk.open(title="Vừa mở")
    rest = pages(officer, first.context["next_url"])
    assert sorted(codes(first, *rest)) == sorted(one.code for one in incidents)


@pytest.mark.parametrize("after", ["1", "~", "2026-11-21T09:00:00~1", "2026-11-21T09:00:00+07:00~x"])
def test_a_page_that_no_list_gave_is_refused(officer, incidents, after):
    assert officer.get("/incidents/", {"after": after}).status_code == 422
