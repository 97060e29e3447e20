from datetime import timedelta

import pytest
from django.utils import translation

from haidang.core.telemetry import batches
from haidang.core.telemetry.record import Reading, Sender, record
from haidang.kernel import clock

from .world import NOW, SENDER

QUALITY = "SELECT quality FROM reading ORDER BY at"


def test_a_good_reading_is_kept_and_becomes_the_latest(world, rows):
    series = world.series("AQ-001", "pm25")

    receipt = world.send((1, 37.2))

    assert (receipt.accepted, receipt.duplicate, receipt.waiting, receipt.rejected) == (1, 0, 0, [])
    assert rows("SELECT series_id, at, value, quality FROM reading") == [
        (series.pk, NOW - timedelta(minutes=1), 37.2, 0)
    ]
    assert rows("SELECT series_id, at, value, quality, received_at FROM latest") == [
        (series.pk, NOW - timedelta(minutes=1), 37.2, 0, NOW)
    ]


def test_a_repeated_reading_is_a_duplicate_and_changes_nothing(world, rows):
    world.series("AQ-001", "pm25")
    world.send((1, 37.2))

    receipt = world.send((1, 37.2))

    assert (receipt.accepted, receipt.duplicate) == (0, 1)
    assert rows("SELECT count(*) FROM batch") == [(1,)]
    assert rows("SELECT n FROM rollup_hour") == [(1,)]


def test_a_reading_repeated_hours_later_is_still_a_duplicate(world, rows):
    world.series("AQ-001", "pm25")
    world.send((1, 37.2))

    receipt = record(SENDER, [Reading("AQ-001", "pm25", NOW - timedelta(minutes=1), 37.2)], NOW + timedelta(hours=3))

    assert (receipt.accepted, receipt.duplicate) == (0, 1)
    assert rows(QUALITY) == [(0,)]


def test_a_corrected_reading_replaces_and_leaves_a_trace(world, rows):
    series = world.series("AQ-001", "pm25")
    world.send((2, 30.0), (1, 372.0))

    receipt = world.send((1, 37.2))

    assert (receipt.accepted, receipt.duplicate) == (1, 0)
    assert rows("SELECT value FROM latest") == [(37.2,)]
    assert rows("SELECT series_id, old_value, new_value, old_quality, new_quality, by FROM correction") == [
        (series.pk, 372.0, 37.2, 0, 0, "khoa-thu")
    ]
    assert rows("SELECT n, sum, low, high, last FROM rollup_hour") == [(2, 67.2, 30.0, 37.2, 37.2)]


def test_the_correction_of_an_older_reading_leaves_the_latest_alone(world, rows):
    world.series("AQ-001", "pm25")
    world.send((2, 300.0), (1, 37.0))

    world.send((2, 30.0))

    assert rows("SELECT value FROM latest") == [(37.0,)]
    assert rows("SELECT sum, high FROM rollup_hour") == [(67.0, 37.0)]


def test_the_same_moment_twice_in_one_request_keeps_the_last(world, rows):
    world.series("AQ-001", "pm25")

    receipt = world.send((1, 36.0), (1, 37.2), (1, 37.2))

    assert (receipt.accepted, receipt.duplicate) == (2, 1)
    assert rows("SELECT value FROM reading") == [(37.2,)]
    assert rows("SELECT old_value, new_value FROM correction") == [(36.0, 37.2)]


def test_a_value_out_of_range_is_marked_and_kept_out_of_averages(world, rows):
    world.series("AQ-001", "pm25", valid_min=0, valid_max=1000)

    world.send((3, 20.0), (2, -5.0), (1, 2000.0))

    assert rows(QUALITY) == [(0,), (3,), (3,)]
    assert rows("SELECT n, bad, sum FROM rollup_hour") == [(1, 2, 20.0)]


def test_a_jump_is_marked_and_the_return_from_it_is_good(world, rows):
    world.series("AQ-001", "pm25", max_step_per_minute=10)

    world.send((4, 20.0), (3, 90.0))
    world.send((2, 22.0), (1, 25.0))

    assert rows(QUALITY) == [(0,), (4,), (0,), (0,)]


def test_a_true_change_of_level_is_believed_in_the_end(world, rows):
    world.series("AQ-001", "pm25", max_step_per_minute=10)

    world.send((6, 20.0), (5, 50.0), (4, 50.0), (3, 50.0), (2, 50.0))

    assert rows(QUALITY) == [(0,), (4,), (4,), (0,), (0,)]


def test_a_value_that_never_moves_is_marked_stuck_across_requests(world, rows):
    world.series("AQ-001", "pm25", stuck_seconds=180)

    world.send((6, 7.0), (5, 8.0))
    world.send((4, 8.0), (3, 8.0))
    world.send((2, 8.0), (1, 9.0))

    assert rows(QUALITY) == [(0,), (0,), (0,), (0,), (5,), (0,)]


def test_a_late_reading_enters_averages_but_is_marked(world, rows):
    world.series("AQ-001", "pm25")

    world.send((90, 20.0))

    assert rows(QUALITY) == [(6,)]
    assert rows("SELECT n, late FROM rollup_hour") == [(1, 1)]


def test_calibration_and_device_faults_count_as_down(world, rows):
    world.series("AQ-001", "pm25")

    world.send((3, 20.0, 0), (2, 0.0, 1), (1, 0.0, 2))

    assert rows("SELECT n, down, sum FROM rollup_hour") == [(1, 2, 20.0)]


def test_an_older_reading_fills_its_hour_and_opens_nothing(world, rows):
    world.series("AQ-001", "pm25")
    world.send((1, 30.0))
    batches.take()

    world.send((61, 20.0), (10, 50.0))

    assert rows("SELECT n, sum, last FROM rollup_hour ORDER BY hour") == [(1, 20.0, 20.0), (2, 80.0, 30.0)]
    (batch,) = batches.take()
    assert batch.late.tolist() == [1, 1]


def test_the_rules_find_what_changed_and_nothing_else(world):
    series = world.series("AQ-001", "pm25")
    world.send((2, 30.0))
    batches.take()

    world.send((2, 30.0), (1, 31.0))

    (batch,) = batches.take()
    assert (batch.series_id.tolist(), batch.value.tolist(), batch.quality.tolist(), batch.late.tolist()) == (
        [series.pk], [31.0], [0], [0],
    )  # fmt: skip
    assert batch.at_us.tolist() == [int((NOW - timedelta(minutes=1)).timestamp() * 1_000_000)]
    assert batches.take() == []


def test_bad_readings_are_named_and_good_ones_kept(world, rows):
    world.series("AQ-001", "pm25")

    receipt = record(
        SENDER,
        [
            Reading("AQ-001", "pm25", NOW + timedelta(minutes=6), 1.0),
            Reading("AQ-001", "pm25", NOW - timedelta(days=31), 1.0),
            Reading("AQ-001", "pm25", NOW.replace(tzinfo=None), 1.0),
            Reading("AQ-001", "pm25", NOW, float("nan")),
            Reading("AQ-001", "pm25", NOW, 1.0, 5),
            Reading("trạm 1", "pm25", NOW, 1.0),
            Reading("AQ-001", "so2", NOW, 1.0),
            Reading("AQ-001", "pm25", NOW, 1.0, 0, "ppm"),
            Reading("AQ-001", "pm25", NOW, 5.0),
        ],
        NOW,
    )

    assert receipt.accepted == 1
    assert [(one.index, one.field, one.reason) for one in receipt.rejected] == [
        (0, "at", "future"),
        (1, "at", "too_old"),
        (2, "at", "no_zone"),
        (3, "value", "not_finite"),
        (4, "quality", "bad_quality"),
        (5, "thing", "bad_code"),
        (6, "series", "no_series"),
        (7, "unit", "bad_unit"),
    ]
    assert all(one.error for one in receipt.rejected)
    assert rows("SELECT value FROM reading") == [(5.0,)]
    assert rows("SELECT rejected, good FROM source_hour") == [(8, 1)]


def test_a_key_speaks_only_for_its_things(world):
    world.series("AQ-001", "pm25")
    world.series("WL-001", "level")

    receipt = record(
        Sender("tram-khi", ("AQ-*",)),
        [Reading("AQ-001", "pm25", NOW, 1.0), Reading("WL-001", "level", NOW, 1.0), Reading("XX-1", "level", NOW, 1.0)],
        NOW,
    )

    assert receipt.accepted == 1
    assert [(one.index, one.reason) for one in receipt.rejected] == [(1, "not_yours"), (2, "not_yours")]


def test_a_paused_source_is_refused(world):
    series = world.series("AQ-001", "pm25")
    series.source.is_paused = True
    series.source.save()

    receipt = world.send((1, 37.2))

    assert [one.reason for one in receipt.rejected] == ["paused"]


def test_a_thing_made_a_moment_ago_is_known(world):
    world.series("AQ-001", "pm25")
    world.send((1, 37.2))
    world.series("AQ-002", "pm25")

    assert world.send((1, 37.2), thing="AQ-002").accepted == 1


def test_a_strangers_readings_wait(world, rows):
    receipt = world.send((2, 1.0), (1, 2.0), thing="AQ-999")

    assert (receipt.accepted, receipt.waiting, receipt.rejected) == (0, 2, [])
    assert rows("SELECT code, sender, seen FROM unknown_thing") == [("AQ-999", "khoa-thu", 2)]
    assert rows("SELECT value FROM unknown_reading ORDER BY at") == [(1.0,), (2.0,)]


def test_the_waiting_room_is_bounded(world, monkeypatch):
    monkeypatch.setattr("haidang.core.telemetry.waiting.MOST_READINGS", 2)
    monkeypatch.setattr("haidang.core.telemetry.waiting.MOST_THINGS", 1)

    receipt = world.send((3, 1.0), (2, 2.0), (1, 3.0), thing="AQ-998")
    other = world.send((3, 1.0), thing="AQ-999")

    assert (receipt.waiting, [one.reason for one in receipt.rejected]) == (2, ["room_full"])
    assert [one.reason for one in other.rejected] == ["room_full"]


def test_a_reading_for_an_old_day_finds_its_partition(world, rows):
    world.series("AQ-001", "pm25")

    world.send((29 * 24 * 60, 5.0))

    assert rows("SELECT day FROM dirty_day") == [((NOW - timedelta(days=29)).date(),)]


def test_one_bell_rings_for_a_batch(world, rows):
    world.series("AQ-001", "pm25")

    world.send(*[(minute, float(minute)) for minute in range(60, 0, -1)])

    assert rows("SELECT count(*) FROM batch") == [(1,)]


@pytest.mark.parametrize("spoken", ["vi", "en"])
def test_batches_nobody_asks_for_are_forgotten_and_it_is_said_in_both_languages(world, rows, spoken):
    world.series("AQ-001", "pm25")
    world.send((1, 5.0))

    batches.forget_stale()
    assert rows("SELECT count(*) FROM batch") == [(1,)]
    with clock.frozen(NOW + timedelta(hours=7)), translation.override(spoken):
        batches.forget_stale()

    assert rows("SELECT count(*) FROM batch") == [(0,)]
    [(level, vi, en)] = rows("SELECT level, reason_vi, reason_en FROM source_log")
    assert (level, vi) == ("error", "Bộ xử lý quy tắc không chạy: bỏ qua 1 lô số đo quá 6 giờ.")
    assert "rules" in en
