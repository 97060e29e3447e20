"""A clock as plain data for a JSON column, and back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from haidang.kernel import strict, time_limit
from haidang.kernel.strict import ManifestError

from .clock import Clock
from .marks import Extend, Pause, Resume, Stop

COLUMN = Path("clock")
"""What errors of `read` call the place a clock was kept in."""


def as_dict(clock: Clock) -> dict[str, Any]:
    """The clock for a JSON column: moments in ISO 8601, marks tagged by `mark`."""
    plain: dict[str, Any] = msgspec.to_builtins(clock)
    return plain


def read(raw: object) -> Clock:
    """A clock from what `as_dict` gave. Raises ManifestError with path, value and remedy."""
    clock = strict.convert(raw, Clock, COLUMN)
    for path, value, remedy in _contradictions(clock):
        raise ManifestError(COLUMN, path, value, remedy)
    return clock


def _contradictions(clock: Clock) -> Iterator[tuple[str, Any, str]]:
    since, is_paused = clock.started_at, False
    unit = time_limit.parse(clock.limit).unit
    for number, mark in enumerate(clock.marks):
        path = f"marks[{number}]"
        if mark.at < since:
            yield f"{path}.at", mark.at.isoformat(), f"marks go forward in time: not before {since.isoformat()}"
        if number and isinstance(clock.marks[number - 1], Stop):
            yield f"{path}.mark", mark.__struct_config__.tag, "nothing follows a stop: take the mark or the stop away"
        if isinstance(mark, Pause | Resume):
            if isinstance(mark, Pause) == is_paused:
                remedy = "pause and resume take turns, beginning with a pause"
                yield f"{path}.mark", mark.__struct_config__.tag, remedy
            is_paused = not is_paused
        if isinstance(mark, Extend) and time_limit.parse(mark.by).unit != unit:
            yield f"{path}.by", mark.by, f"extend in the unit of the limit, {unit}"
        since = mark.at
