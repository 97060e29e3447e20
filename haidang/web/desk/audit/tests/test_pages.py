"""The journal, page after page."""

import pytest

from haidang.core.audit.models import Event
from haidang.core.directory import actions
from haidang.kernel.action import together
from haidang.web.tests.browsing import pages


@pytest.fixture
def admin(desk):
    return desk.client("administrator")


@pytest.fixture
def who(desk):
    return desk.person("administrator").as_actor()


@pytest.fixture
def changes(desk, who):
    """Two people changed by turns, 140 events in all."""
    people = [desk.hd.person(account, office=desk.hd.centre) for account in ("lan", "minh")]
    with together():
        for number in range(70):
            for person in people:
                actions.change_person(who, person, full_name=f"{person.account.title()} {number}")
    return people


def numbers(*answers):
    return [row.seq for answer in answers for row, _page in answer.context["rows"]]


def test_every_event_stands_on_one_page_the_newest_first(admin, changes):
    assert numbers(*pages(admin, "/audit/")) == list(Event.objects.order_by("-seq").values_list("seq", flat=True))


@pytest.mark.parametrize("narrowed", ["subject={}&kind=person&action=person.*&actor=person", "q=lan&since=2026-01-01"])
def test_the_next_page_keeps_the_filters(admin, changes, narrowed):
    lan, _minh = changes
    first, second = (answer.context for answer in pages(admin, f"/audit/?{narrowed.format(lan.pk)}"))
    assert (first["first_url"], second["next_url"]) == ("", "")
    assert first["asked"].url() == second["asked"].url() == second["first_url"]
    assert first["export_url"] == second["export_url"]
    found = [row.seq for page in (first, second) for row, _page in page["rows"]]
    mine = Event.objects.filter(action="person.change", subject_id=str(lan.pk))
    assert found == list(mine.order_by("-seq").values_list("seq", flat=True))


def test_what_happens_between_two_pages_hides_and_repeats_nothing(admin, who, changes):
    there = sorted(Event.objects.values_list("seq", flat=True))
    first = admin.get("/audit/")
    actions.change_person(who, changes[0], full_name="Vừa sửa")
    rest = pages(admin, first.context["next_url"])
    assert sorted(numbers(first, *rest)) == there


@pytest.mark.parametrize("before", ["x", "-1", "1" * 30])
def test_a_number_that_is_none_begins_at_the_newest(admin, changes, before):
    newest = Event.objects.order_by("-seq").values_list("seq", flat=True)[:50]
    assert numbers(admin.get("/audit/", {"before": before})) == list(newest)
