"""What rules ask of the past is answered alike from tables and from files."""

from datetime import timedelta

import numpy as np
import pytest

from haidang.core.rules.judging import history
from haidang.core.telemetry.archive import engine, files, packing
from haidang.core.telemetry.record import Reading, Sender, record
from haidang.core.telemetry.tests.world import NOW, World
from haidang.kernel import clock

START = NOW - timedelta(days=6)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def series(db, tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "folder", lambda: tmp_path / "archive")
    with clock.frozen(NOW):
        world = World()
        ids = [world.series(thing, "pm25", valid_max=100).pk for thing in ("AQ-001", "AQ-002")]
        rows = [
            Reading(thing, "pm25", START + n * MINUTE, 1000.0 if n == 5 else n)
            for n in range(6)
            for thing in ("AQ-001", "AQ-002")
        ]
        record(Sender("t"), rows, START + 6 * MINUTE)
        yield np.array(ids)


def us(moment):
    return int(moment.timestamp() * 1e6)


def asked(series):
    at = np.array([us(START + 4 * MINUTE), us(START + 9 * MINUTE)])
    between = history.between(series, us(START), us(START + timedelta(hours=1)))
    every = history.between(series, us(START), us(START + timedelta(hours=1)), any_quality=True)
    before = [column.tolist() for column in history.newest_before(series, at)]
    return between.value.tolist(), len(every), before, history.lead_up(series, at, 3)


def test_rules_find_the_same_in_a_file_as_in_the_table(series):
    in_table = asked(series)
    assert in_table[0] == [0.0, 1.0, 2.0, 3.0, 4.0] * 2
    assert in_table[1] == 12
    assert in_table[2][2] == [3.0, 4.0]
    packing.keep()
    assert asked(series) == in_table


def test_what_judges_now_goes_on_without_a_damaged_day_and_a_dry_run_names_it(series):
    packing.keep()
    files.path_of(START.date()).unlink()
    at = np.array([us(START + 4 * MINUTE), us(START + 9 * MINUTE)])
    assert history.newest_before(series, at)[0].tolist() == []
    assert history.lead_up(series, at, 3) == {}
    span = us(START), us(START + timedelta(hours=1))
    assert len(history.between(series, *span, partly=True)) == 0
    with pytest.raises(files.Damaged, match=str(START.date())):
        history.between(series, *span)
