"""Judges the weekly cases of every commune and keeps what was found; the rules hear of it by a series of the stations."""

from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from haidang.core.indicators.reading.grid import Grid, grid
from haidang.core.indicators.seeing import Unseen
from haidang.core.telemetry import book
from haidang.core.telemetry.record import Reading, Sender, record
from haidang.core.things.models import Thing
from haidang.kernel import clock
from haidang.kernel.action import Doing, action, system
from haidang.kernel.periods import between, containing

from .catalogue import DISEASES, Disease
from .models import Signal
from .outbreaks import farrington, verdict

ACTOR = system("health")
SENDER = Sender("health", source="health_computed")
SETTINGS = farrington.Settings()
HISTORY = SETTINGS.longest + 1
BACK_OF_PROVINCE, BACK = 52, 8
"""Weeks that are judged when nothing is kept yet."""
AGAIN = 2
"""The newest weeks are judged anew each time: cases come late."""
MOST = 1000.0


@action("epidemic.judge")
def judge(do: Doing) -> int:
    """Judge what is new of every disease; how many signals changed."""
    changed = [one for disease in DISEASES.values() for one in _of(do.at, disease)]
    Signal.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["disease", "week", "place"],
        update_fields=["observed", "expected", "upper", "method", "is_alarm", "is_simulated", "at"],
    )
    _tell(do.at, changed)
    do.event.facts = {"changed": len(changed), "alarms": sum(one.is_alarm for one in changed)}
    return len(changed)


def _of(at: datetime, disease: Disease) -> list[Signal]:
    """The signals that are new or other than those kept."""
    last = containing(clock.today(), "week").previous
    weeks = between(last.moved(1 - HISTORY - BACK_OF_PROVINCE), last)
    try:
        found = grid(ACTOR, disease.indicator, weeks)
    except Unseen:
        return []
    kept = {
        (one.place_id, one.week): one
        for one in Signal.objects.filter(disease=disease.key, week__gte=weeks[-BACK_OF_PROVINCE].first)
    }
    return [one for back in range(BACK_OF_PROVINCE) for one in _of_week(at, disease, found, back, kept)]


def _of_week(
    at: datetime, disease: Disease, found: Grid, back: int, kept: dict[tuple[int, date], Signal]
) -> list[Signal]:
    end = len(found.periods) - back
    week = found.periods[end - 1].first
    rows = np.flatnonzero(_due(found, end, back) & _open(found, week, back, kept))
    if not len(rows):
        return []
    counts = found.value[rows, end - HISTORY : end]
    said = verdict.of_last_week(counts, SETTINGS)
    signals = [
        Signal(
            disease=disease.key, place_id=int(found.place[row]), week=week, observed=float(counts[number, -1]),
            expected=_known(said.expected[number]), upper=_known(said.upper[number]), method=said.method[number],
            is_alarm=bool(said.is_alarm[number]), is_simulated=bool(found.is_simulated[row, end - 1]), at=at,
        )
        for number, row in enumerate(rows.tolist())
    ]  # fmt: skip
    return [one for one in signals if _differs(one, kept.get((one.place_id, one.week)))]


def _due(found: Grid, end: int, back: int) -> NDArray[np.bool_]:
    """Places that reported the week; of places below the province only its newest weeks are judged."""
    due: NDArray[np.bool_] = np.isfinite(found.value[:, end - 1])
    if back >= BACK:
        due[1:] = False
    return due


def _open(found: Grid, week: date, back: int, kept: dict[tuple[int, date], Signal]) -> NDArray[np.bool_]:
    return np.array([back < AGAIN or (int(place), week) not in kept for place in found.place], np.bool_)


def _differs(one: Signal, before: Signal | None) -> bool:
    names = ("observed", "expected", "upper", "method", "is_alarm")
    return before is None or any(getattr(one, name) != getattr(before, name) for name in names)


def _known(value: float) -> float | None:
    return round(float(value), 3) if np.isfinite(value) else None


def _tell(at: datetime, changed: list[Signal]) -> None:
    """The newest week of each commune, at its health station."""
    newest: dict[tuple[str, int], Signal] = {}
    for one in sorted(changed, key=lambda one: one.week):
        newest[one.disease, one.place_id] = one
    stations = dict(Thing.objects.filter(type="health_station").values_list("place_id", "code"))
    known = book.current().ids
    readings = [
        Reading(stations[place], DISEASES[key].series, at, max(-MOST, min(MOST, round(one.score, 2))))
        for (key, place), one in newest.items()
        if place in stations and (stations[place], DISEASES[key].series) in known and not _is_overtaken(one)
    ]
    if readings:
        record(SENDER, readings)


def _is_overtaken(one: Signal) -> bool:
    """Whether a later week of the place was judged before."""
    return Signal.objects.filter(disease=one.disease, place_id=one.place_id, week__gt=one.week).exists()
