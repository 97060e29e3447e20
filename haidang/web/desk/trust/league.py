"""The table of offices by the four scores of their numbers, the best first."""

from collections import Counter
from dataclasses import dataclass

from haidang.core.directory.models import Office
from haidang.core.telemetry import doubts, quality
from haidang.core.telemetry.quality import Quality, Scores
from haidang.kernel.action import Actor


@dataclass(frozen=True, slots=True)
class Standing:
    """One office: `place` counts from 1, equals share one; `score` 0..100 is the mean of the scores that can be judged."""

    place: int
    office: Office
    quality: Quality
    score: float | None
    doubts: int


def score(scores: Scores) -> float | None:
    known = [one for one in (scores.right, scores.complete, scores.clean, scores.alive) if one is not None]
    return 100 * sum(known) / len(known) if known else None


def table(actor: Actor) -> list[Standing]:
    """The offices whose things the actor may see; those that nothing can be said of stand last, without a place."""
    found = [(score(one.quality.scores), one) for one in quality.offices_by_fault(actor)]
    found.sort(key=lambda pair: (pair[0] is None, -(pair[0] or 0), pair[1].office.code))
    doubted = Counter(one.series.thing.office_id for one in doubts.listed(actor))
    standings: list[Standing] = []
    for number, (points, one) in enumerate(found, 1):
        last = standings[-1] if standings else None
        same = (
            last is not None
            and last.score is not None
            and points is not None
            and round(last.score, 1) == round(points, 1)
        )
        place = last.place if same and last else number
        standings.append(
            Standing(place if points is not None else 0, one.office, one.quality, points, doubted[one.office.pk])
        )
    return standings
