"""Counting what somebody does."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection

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


def test_the_count_lives_as_long_as_the_span():
    with clock.frozen(clock.now()):
        counted("write", "an", timedelta(days=1))
        counted("write", "an", timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM expires - now()) FROM cache")
        assert [86_000 < seconds < 86_401 for (seconds,) in cursor.fetchall()] == [True]
