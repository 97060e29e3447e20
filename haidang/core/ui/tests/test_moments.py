from datetime import datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation

from haidang.core.ui import moments
from haidang.core.ui.freshness import freshness, said
from haidang.kernel import clock

NOW = datetime(2026, 11, 23, 9, 42, 18, tzinfo=clock.HO_CHI_MINH)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _at_nine_forty_two():
    with clock.frozen(NOW), translation.override("vi"):
        yield


def rendered(source: str, **facts: object) -> str:
    return Template("{% load ui %}" + source).render(Context(facts))


@pytest.mark.parametrize(
    ("age", "state", "text"),
    [
        (timedelta(seconds=0), "live", "vừa xong"),
        (timedelta(seconds=8), "live", "8 giây"),
        (timedelta(seconds=119), "live", "1 phút"),
        (2 * MINUTE, "late", "trễ 2 phút"),
        (5 * MINUTE - timedelta(seconds=1), "late", "trễ 4 phút"),
        (5 * MINUTE, "lost", "mất từ 09:37"),
        (timedelta(days=1), "lost", "mất từ 22/11 09:42"),
        (timedelta(days=400), "lost", "mất từ 19/10/2025 09:42"),
    ],
)
def test_a_badge_ages_by_the_cadence_of_its_source(age, state, text):
    at = NOW - age
    assert freshness(at, MINUTE) == state
    assert said(at, state) == text


def test_a_source_that_never_spoke_says_so():
    assert freshness(None, MINUTE) == "none"
    assert "chưa có số liệu" in rendered("{% fresh at 60 %}", at=None)


def test_a_badge_carries_what_the_browser_needs_to_age_it():
    html = rendered("{% fresh at 600 %}", at=NOW - 26 * MINUTE)
    assert 'data-state="late"' in html
    assert 'data-at="2026-11-23T09:16:18+07:00"' in html
    assert 'data-cadence="600"' in html
    assert "trễ 26 phút" in html


@pytest.mark.parametrize(
    ("age", "text"),
    [
        (timedelta(seconds=2), "vừa xong"),
        (timedelta(seconds=8), "8 giây trước"),
        (26 * MINUTE, "26 phút trước"),
        (timedelta(hours=3), "3 giờ trước"),
        (timedelta(days=1), "22/11 09:42"),
    ],
)
def test_an_age_is_said_in_words_up_to_a_day(age, text):
    assert moments.ago_said(NOW - age) == text


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(minutes=3, seconds=12), "03:12"),
        (timedelta(hours=1, minutes=12), "1 g 12"),
        (timedelta(days=4), "4 ngày"),
        (timedelta(seconds=-5), "00:00"),
    ],
)
def test_an_alarm_shows_its_age_as_a_clock(length, text):
    assert moments.clock_said(length) == text


def test_a_deadline_says_what_is_left_and_what_is_over():
    assert moments.due_said(NOW + 26 * MINUTE) == "còn 26 phút"
    assert moments.due_said(NOW - 22 * MINUTE) == "Quá hạn 22 phút"
    assert 'class="late"' in rendered("{% due at %}", at=NOW - MINUTE)
    assert "late" not in rendered("{% due at %}", at=NOW + MINUTE)


def test_dates_and_times_follow_the_country_in_both_languages():
    for language in ("vi", "en"):
        with translation.override(language):
            assert (
                rendered("{{ at|vndate }} {{ at|vntime }} {{ at|vntime:'s' }}", at=NOW) == "23/11/2026 09:42 09:42:18"
            )
            assert rendered("{{ at|date:'SHORT_DATE_FORMAT' }}", at=NOW) == "23/11/2026"


def test_a_moment_in_another_zone_is_said_in_ours():
    utc = datetime.fromisoformat("2026-11-22T18:30:00+00:00")
    assert moments.time_said(utc) == "01:30"
    assert moments.day_said(utc) == "23/11/2026"


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        moments.time_said(datetime(2026, 11, 23))
