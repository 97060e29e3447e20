"""The usual value of a series at each hour of the week, from the hourly rollups of the last four weeks."""

from datetime import datetime, timedelta

import numpy as np

from haidang.core.telemetry import wire
from haidang.core.telemetry.wire import Float8, Int4, Moment

from .phases import Floats, Ints
from .windows import HOURS_OF_WEEK, hour_of_week

WEEKS = 4
LEAST_WEEKS = 2

_HOURS = """
SELECT array_agg(series_id), array_agg(hour), array_agg(sum / n)
FROM rollup_hour WHERE series_id = ANY(%s) AND hour >= %s AND hour < %s AND n > 0
"""


def by_hour_of_week(series: Ints, now: datetime) -> Floats:
    """One row a series of 168 hourly means, NaN where fewer than two of the last four weeks are known."""
    found = wire.cursor().execute(_HOURS, [Int4(np.unique(series)), now - timedelta(weeks=WEEKS), now], binary=True)
    ids, hour, mean = wire.columns(found, Int4, Moment, Float8)
    order = np.argsort(series, kind="stable")
    total, count = np.zeros((len(series), HOURS_OF_WEEK)), np.zeros((len(series), HOURS_OF_WEEK))
    for row in order.tolist():
        mine = ids == series[row]
        np.add.at(total[row], hour_of_week(hour[mine]), mean[mine])
        np.add.at(count[row], hour_of_week(hour[mine]), 1)
    return np.where(count >= LEAST_WEEKS, total / np.maximum(count, 1), np.nan)
