"""The cache that all processes share."""

import pytest
from django.core.cache import cache

from haidang.kernel.shared_cache import shared

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty():
    cache.clear()


def test_what_was_kept_last_is_found():
    cache.set("a", {"n": 1})
    cache.set("a", [2], 60)
    cache.set("b", "ever", None)
    assert cache.get_many(["a", "b", "c"]) == {"a": [2], "b": "ever"}


def test_what_has_expired_is_gone_and_may_be_added_anew():
    cache.set("a", 1, -1)
    assert cache.get("a") is None
    cache.set("a", 1, -1)
    assert [cache.add("a", 2), cache.add("a", 3), cache.get("a")] == [True, False, 2]


def test_what_is_touched_lives_on():
    cache.set("a", 1, -1)
    assert (cache.touch("a", 60), cache.touch("b", 60), cache.get("a")) == (True, False, 1)


def test_a_write_is_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        cache.set("a", 1)


def test_what_has_expired_is_cleared_away_by_the_clock():
    cache.set("a", 1, -1)
    cache.set("b", 1, 60)
    assert (shared().clear_expired(), cache.get("b")) == (1, 1)
