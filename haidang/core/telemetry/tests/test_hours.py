"""The hourly sums are those of the readings, whatever comes in which order: the open hour, past ones, corrections."""

from datetime import timedelta
from random import Random

import pytest

from haidang.core.telemetry.readings import Reading, Sender
from haidang.core.telemetry.record import record

from .world import NOW

_DIFFERENCES = """
SELECT * FROM (
    SELECT series_id, date_trunc('hour', at) AS hour, count(*) FILTER (WHERE quality IN (0, 6)) AS n,
           count(*) FILTER (WHERE quality IN (3, 4, 5, 7)) AS bad, count(*) FILTER (WHERE quality IN (1, 2)) AS down,
           count(*) FILTER (WHERE quality = 6) AS late,
           coalesce(sum(value) FILTER (WHERE quality IN (0, 6)), 0) AS sum,
           coalesce(min(value) FILTER (WHERE quality IN (0, 6)), 'Infinity') AS low,
           coalesce(max(value) FILTER (WHERE quality IN (0, 6)), '-Infinity') AS high,
           coalesce((array_agg(value ORDER BY at DESC) FILTER (WHERE quality IN (0, 6)))[1], 'NaN') AS last
    FROM reading GROUP BY 1, 2
) AS counted FULL JOIN rollup_hour AS kept USING (series_id, hour)
WHERE (counted.n, counted.bad, counted.down, counted.late, counted.sum, counted.low, counted.high, counted.last)
    IS DISTINCT FROM (kept.n, kept.bad, kept.down, kept.late, kept.sum, kept.low, kept.high, kept.last)
"""


@pytest.mark.parametrize("seed", range(6))
def test_the_sums_of_every_hour_are_those_of_its_readings(world, rows, seed):
    random = Random(seed)
    for station in range(3):
        world.series(f"AQ-{station}", "pm25")
    front = NOW - timedelta(hours=6)
    for _turn in range(25):
        front += timedelta(minutes=random.choice([0, 1, 5, 40, 70]))
        readings = [
            Reading(
                f"AQ-{random.randrange(3)}",
                "pm25",
                min(front, NOW) - timedelta(minutes=random.choice([0, 0, 0, 1, 2, 30, 61, 90])),
                float(random.randrange(50)),
                random.choice([0, 0, 0, 0, 1, 7]),
            )
            for _ in range(random.choice([1, 1, 3, 8]))
        ]
        record(Sender("thu"), readings, NOW)

        assert rows(_DIFFERENCES) == []
