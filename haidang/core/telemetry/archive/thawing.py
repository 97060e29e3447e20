"""What comes late for a day that lies in a file: the day's readings of these series go back into the table first.

Then repeats, corrections and hourly sums are found there as ever, and the next merge takes all of it into a new file.
"""

import logging
from datetime import date, timedelta
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray

from haidang.core.telemetry.readings import microseconds
from haidang.core.telemetry.wire import Float8, Int2, Int4, Int8, Moment
from haidang.kernel import clock

from . import days, files
from .files import Damaged

log = logging.getLogger(__name__)

_PUT_BACK = """
INSERT INTO reading (series_id, at, value, quality, origin) SELECT * FROM unnest(%s, %s, %s, %s, %s)
ON CONFLICT (series_id, at) DO NOTHING
"""


def thaw(cursor: psycopg.Cursor[Any], filed: list[date], series: NDArray[np.int32], at: NDArray[np.int64]) -> None:
    """Put back what the files of these days say of the series that have a moment in them; in the writer's turn.

    A file that cannot be read holds nobody up: the reading is kept, and the day says that its file is damaged.
    """
    for day in filed:
        start, end = (microseconds(clock.start_of(one)) for one in (day, day + timedelta(days=1)))
        late = np.unique(series[(at >= start) & (at < end)])
        try:
            found = files.read(days.filed_again([day]), late, start, end, origins=True)
        except Damaged as damage:
            log.error("what comes late for %s cannot be compared: %s", day, damage)  # noqa: TRY400 - it says why
            days.note_damage(day, damage.days[day])
            continue
        if len(found):
            columns = (
                Int4(found.series),
                Moment(found.at),
                Float8(found.value),
                Int2(found.quality),
                Int8(found.origin),
            )
            cursor.execute(_PUT_BACK, columns)
