"""An assessment as a sheet: each part with its points, self-score, evidence, verified score and gap; totals; years in a row."""

from collections import defaultdict
from dataclasses import dataclass, field

from haidang.core.files.models import File
from haidang.core.indicators import queries as indicators
from haidang.core.indicators.newest import Now
from haidang.kernel.action import Actor
from haidang.kernel.index_book import Book, books

from .models import Assessment, Evidence, Score
from .parts import Part, parts_of


@dataclass(slots=True)
class Line:
    """One part. Of a part with parts the numbers are the sums of those that are known; `measured` is its indicator now."""

    part: Part
    own: float | None
    verified: float | None
    score: Score | None
    evidence: list[Evidence]
    measured: Now | None

    @property
    def reached(self) -> float | None:
        """What counts: the verified score, else one's own."""
        return self.verified if self.verified is not None else self.own

    @property
    def gap(self) -> float | None:
        """Points still to be had; None where the points or the score are unknown."""
        return self.part.max - self.reached if self.part.max is not None and self.reached is not None else None

    @property
    def lost(self) -> float | None:
        """What verification took off the self-score."""
        return self.own - self.verified if self.own is not None and self.verified is not None else None


@dataclass(slots=True)
class Sheet:
    """`known` is the sum of points of the lowest parts that are known; `scored` how many of these have a score."""

    row: Assessment
    book: Book
    lines: list[Line] = field(default_factory=list)

    @property
    def lowest(self) -> list[Line]:
        return [one for one in self.lines if not one.part.has_parts]

    @property
    def own(self) -> float | None:
        return _sum([one.own for one in self.lowest])

    @property
    def verified(self) -> float | None:
        return _sum([one.verified for one in self.lowest])

    @property
    def known(self) -> float:
        return sum(one.part.max or 0 for one in self.lowest)

    @property
    def unknown(self) -> int:
        return sum(one.part.max is None for one in self.lowest)

    @property
    def scored(self) -> int:
        return sum(one.own is not None for one in self.lowest)

    @property
    def without_evidence(self) -> list[Line]:
        return [one for one in self.lowest if one.own and not one.evidence]

    @property
    def gaps(self) -> list[Line]:
        """Where most is to be had first."""
        return sorted((one for one in self.lowest if one.gap), key=lambda one: -(one.gap or 0))


def sheet(actor: Actor, row: Assessment) -> Sheet:
    """An assessment line by line, in the order of its book, with scores, evidence and the newest figures beside."""
    parts = parts_of(row.book)
    scores = {one.part: one for one in row.scores.all()}
    proofs: dict[str, list[Evidence]] = defaultdict(list)
    for one in row.evidence.select_related("file"):
        proofs[one.part].append(one)
    now = indicators.latest(actor, [one.indicator for one in parts if one.indicator])
    found = Sheet(row, row.says)
    for part in parts:
        score = scores.get(part.key)
        found.lines.append(
            Line(part, score.own if score else None, score.verified if score else None, score, proofs[part.key],
                 now.get(part.indicator))
        )  # fmt: skip
    _add_up(found.lines)
    return found


def _add_up(lines: list[Line]) -> None:
    """Parts with parts, the deepest first."""
    for line in sorted((one for one in lines if one.part.has_parts), key=lambda one: -one.part.depth):
        below = [one for one in lines if one.part.parent == line.part.key]
        line.own, line.verified = _sum([one.own for one in below]), _sum([one.verified for one in below])


def _sum(values: list[float | None]) -> float | None:
    known = [one for one in values if one is not None]
    return sum(known) if known else None


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an index with its assessments, newest first."""

    book: Book
    sheets: list[Sheet]


def versions(actor: Actor) -> list[Version]:
    rows: dict[str, list[Assessment]] = defaultdict(list)
    for row in Assessment.objects.select_related("office"):
        rows[row.book].append(row)
    return [Version(book, [sheet(actor, row) for row in rows[code]]) for code, book in books().items()]


def assessment(book: str, year: int) -> Assessment | None:
    if book not in books():
        return None
    return Assessment.objects.filter(book=book, year=year).select_related("office").first()


def evidence_file(row: Assessment, number: int) -> File | None:
    found = row.evidence.filter(pk=number).select_related("file").first()
    return found.file if found else None
