"""The list of people, page after page."""

import pytest

from haidang.core.directory.models import Person
from haidang.kernel.text import folded
from haidang.web.tests.browsing import pages, text

NAMES = ("Nguyễn Thị Lan", "Nguyễn Văn An", "Trần Minh")


@pytest.fixture
def admin(desk):
    return desk.client("administrator")


@pytest.fixture
def people(desk, admin):
    """120 more, forty of each name: two thirds in one office."""
    return Person.objects.bulk_create(
        Person(
            account=f"nguoi-{number:03}",
            full_name=NAMES[number % 3],
            folded=folded(NAMES[number % 3]),
            office=desk.hd.centre if number % 3 else desk.hd.committee,
            is_active=number % 2 == 0,
        )
        for number in range(120)
    )


def accounts(*answers):
    return [person.account for answer in answers for person, _duties in answer.context["rows"]]


def test_everybody_stands_on_one_page_in_the_order_of_names(admin, people):
    wanted = Person.objects.order_by("folded", "pk").values_list("account", flat=True)
    assert accounts(*pages(admin, "/people/")) == list(wanted)


def test_the_next_page_keeps_search_and_filters(admin, desk, people):
    narrowed = f"/people/?q=nguyen&office={desk.hd.centre.code}"
    assert len(accounts(*pages(admin, narrowed))) == 40
    first, second = (answer.context for answer in pages(admin, "/people/?q=nguyễn&state="))
    assert (first["first_url"], second["next_url"]) == ("", "")
    assert first["asked"].url() == second["asked"].url() == second["first_url"]
    found = [person.account for page in (first, second) for person, _duties in page["rows"]]
    assert sorted(found) == sorted(one.account for one in people if one.full_name != "Trần Minh")


def test_each_state_goes_on_over_its_pages(admin, people):
    found = accounts(*pages(admin, "/people/?state=closed"))
    assert sorted(found) == sorted(one.account for one in people if not one.is_active)


def test_who_is_added_between_two_pages_hides_and_repeats_nobody(admin, desk, people):
    there = sorted(Person.objects.values_list("account", flat=True))
    first = admin.get("/people/")
    desk.hd.person("aaa", office=desk.hd.centre)
    rest = pages(admin, first.context["next_url"])
    assert sorted(accounts(first, *rest)) == there


def test_the_pages_are_led_to_and_back_from(admin, people):
    first = admin.get("/people/?q=nguyen")
    assert 'rel="next"' in text(first)
    second = admin.get(first.context["next_url"])
    assert 'rel="next"' not in text(second)
    assert 'href="/people/?q=nguyen"' in text(second)


@pytest.mark.parametrize("after", ["lan", "lan~", "lan~x", "lan~-1"])
def test_a_page_that_no_list_gave_is_refused(admin, people, after):
    assert admin.get("/people/", {"after": after}).status_code == 422


def test_the_list_asks_the_same_number_of_questions_however_long_it_is(admin, people, django_assert_max_num_queries):
    with django_assert_max_num_queries(21):
        admin.get("/people/")
