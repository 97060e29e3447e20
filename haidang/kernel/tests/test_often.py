"""Counting what somebody does."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from haidang.kernel import clock
from haidang.kernel.often import counted

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def empty():
    cache.clear()


def test_each_time_counts_for_the_one_who_did_it():
    with clock.frozen(clock.now()):
        assert [counted("write", "an", HOUR), counted("write", "an", HOUR), counted("write", "binh", HOUR)] == [1, 2, 1]


def test_the_next_span_begins_at_nothing():
    begun_at = clock.now()
    with clock.frozen(begun_at):
        counted("write", "an", HOUR)
    with clock.frozen(begun_at + HOUR):
        assert counted("write", "an", HOUR) == 1


def test_the_count_lives_as_long_as_the_span(monkeypatch):
    kept_for = []
    monkeypatch.setattr(cache, "set", lambda *_, timeout: kept_for.append(timeout))
    counted("write", "an", timedelta(days=1))
    counted("write", "an", timedelta(days=1))
    assert kept_for == [86400, 86400]
