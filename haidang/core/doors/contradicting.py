"""Whether a table says otherwise than what is stored: the sign that it is of another station than its name makes believe."""

from collections.abc import Sequence
from datetime import timedelta
from math import isclose

from haidang.core.telemetry import book
from haidang.core.telemetry.readings import Reading, microseconds
from haidang.core.telemetry.stored import stored


def count(readings: Sequence[Reading]) -> int:
    """How many of these have another value stored for their series and moment. Days that cannot be read say nothing."""
    ids = book.current().ids
    known = [(number, one) for one in readings if (number := ids.get((one.thing, one.series))) is not None]
    if not known:
        return 0
    moments = [one.at for _number, one in known]
    there = stored(
        [number for number, _one in known], min(moments), max(moments) + timedelta(microseconds=1), lacking={}
    )
    values = dict(zip(zip(there.series.tolist(), there.at.tolist(), strict=True), there.value.tolist(), strict=True))
    return sum(_is_other(values.get((number, microseconds(one.at))), one.value) for number, one in known)


def _is_other(stands: float | None, says: float) -> bool:
    return stands is not None and not isclose(stands, says, rel_tol=1e-6, abs_tol=1e-9)
