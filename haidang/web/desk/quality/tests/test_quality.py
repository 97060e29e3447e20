"""The week of alarms is judged by rate, floods, split and bad actors, with the deeds that mend them."""

from datetime import timedelta

import pytest

from haidang.core.rules.models import Alert, Rule
from haidang.core.rules.reading import alarm_quality
from haidang.core.rules.sync import sync_rules
from haidang.core.rules.tests.watched import domain_of, says
from haidang.core.things.models import Series, Source, Thing
from haidang.kernel import clock
from haidang.kernel.action import system
from haidang.kernel.periods import containing
from haidang.web.tests.browsing import text

WHO = system("test")


@pytest.fixture
def alarms(desk):
    """Makes alarms on three stations, so many minutes ago."""
    domain = domain_of(says())
    sync_rules((domain, rule) for rule in domain.rules)
    rule = Rule.objects.get(key="pm25_high")
    source = Source.objects.create(key="nguon", name_vi="Nguồn", name_en="Source", door="ingest")
    stations = []
    for number in range(3):
        thing = Thing.objects.create(
            code=f"XX-00{number}", domain="environment", type="air_station", name_vi="Trạm", name_en="Station",
            folded="tram", sort_key="t", place=desk.hd.here, source=source,
        )  # fmt: skip
        stations.append(Series.objects.create(thing=thing, key="pm25", source=source, unit="x", cadence_seconds=300))

    def make(minutes_ago, station=0, *, severity=3, taken_after=None, over=True, **more):
        at = clock.now() - timedelta(minutes=minutes_ago)
        series = stations[station]
        return Alert.objects.create(
            code=f"CB-{Alert.objects.count():04d}", rule=rule, rule_version=rule.current, series=series,
            thing=series.thing, place=desk.hd.here, office=desk.hd.centre, domain="environment", data_class="internal",
            severity=severity, title_vi="PM2,5 cao", title_en="PM2.5 high", opened_at=at, raised_at=at,
            acknowledge_due_at=at + timedelta(minutes=15),
            acknowledged_at=at + timedelta(minutes=taken_after) if taken_after else None,
            closed_at=at + timedelta(minutes=1) if over else None, state="closed" if over else "new", **more,
        )  # fmt: skip

    return make


def of_last_hours(hours=24):
    now = clock.now()
    return alarm_quality.report(WHO, now - timedelta(hours=hours), now)


def test_a_flood_begins_with_the_eleventh_and_ends_when_it_calms(alarms):
    for number in range(12):
        alarms(300 - number * 0.5)
    for number in range(3):
        alarms(200 - number * 30)
    [flood] = of_last_hours().floods
    assert flood.count == 12
    assert round((flood.until - flood.since) / timedelta(minutes=1), 1) == 5.5


def test_desks_levels_waits_and_outcomes_are_counted(alarms):
    for number in range(10):
        alarms(100 + number * 5, 1, severity=1, taken_after=10 if number else 40)
    alarms(30, 2, severity=4, note="đã xem")
    alarms(31, 2, severity=4)
    found = of_last_hours()
    assert (found.raised, found.by_severity[1], found.by_severity[4]) == (12, 10, 2)
    assert round(found.split[1]) == 83
    [desk] = found.desks
    assert (desk.raised, desk.peak) == (12, max(found.hours))
    first = found.waits[0]
    assert (first.median, first.p95, first.late) == (10, 40, 10)
    assert (found.closed, found.without_outcome) == (12, 1)


def test_what_comes_again_and_again_chatters_and_leads_the_list(alarms):
    for number in range(3):
        alarms(50 - number * 8, 0)
    alarms(50, 1, repeats=4)
    alarms(50, 2)
    found = of_last_hours()
    assert found.chattering == 4
    assert [(one.thing, one.chatters) for one in found.top][:2] == [("XX-001", 1), ("XX-000", 3)]


def test_what_stood_aside_counts_nowhere_and_what_stands_for_a_day_is_named(alarms):
    alarms(60, aside="held")
    alarms(60 * 30, over=False)
    found = of_last_hours()
    assert (found.raised, found.stale_count) == (0, 1)


def test_the_lead_sees_the_week_and_what_to_do_with_a_bad_actor(desk, alarms):
    alarms(2, over=False)
    page = text(desk.client("shift_lead").get("/alarm-quality/"))
    assert "XX-000" in page
    assert f"/rules/{Rule.objects.get(key='pm25_high').pk}/edit/" in page
    assert "/shelve" in page
    assert "Đặt riêng" in page


def test_the_week_leaves_as_csv(desk, alarms):
    alarms(2, taken_after=1)
    answer = desk.client("shift_lead").get(f"/alarm-quality/week.csv?week={containing(clock.today(), 'week').text}")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("raised_at,severity,office")
    assert lines[1].split(",")[3:5] == ["pm25_high", "XX-000"]


@pytest.mark.parametrize("week", ["2026-W99", "hôm nay", "2026-11"])
def test_what_is_no_week_is_not_found(desk, week):
    assert desk.client("shift_lead").get("/alarm-quality/", {"week": week}).status_code == 404


def test_who_is_not_to_judge_alarms_is_told_why(desk):
    assert desk.client("field_unit").get("/alarm-quality/").status_code == 403
