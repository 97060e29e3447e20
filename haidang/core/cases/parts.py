"""The parts of a dossier on the counter: what the procedure asks for, what has been handed in, what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.kernel.action import Doing, Invalid
from haidang.kernel.bilingual import both, joined
from haidang.kernel.manifest import Words
from haidang.kernel.manifest.procedure import Part

from .models import Case, GivenPart, Paper

MOST = 99


@dataclass(frozen=True, slots=True)
class Given:
    """How many of a part are handed in, and as what (the national portal's LoaiBan: 0 original, 1 copy, 2 electronic)."""

    part: str
    originals: int = 0
    copies: int = 0
    electronic: int = 0

    @property
    def is_nothing(self) -> bool:
        return not (self.originals or self.copies or self.electronic)


@dataclass(frozen=True, slots=True)
class Standing:
    """One part that the case calls for: what is there of it, and the files that show it."""

    part: Part
    given: Given
    files: list[Paper]

    @property
    def lacks_originals(self) -> int:
        return 0 if self._is_electronic else max(0, self.part.original - self.given.originals)

    @property
    def lacks_copies(self) -> int:
        spare = max(0, self.given.originals - self.part.original)
        return 0 if self._is_electronic else max(0, self.part.copies - self.given.copies - spare)

    @property
    def is_there(self) -> bool:
        """Nothing of it is missing: an electronic one stands for the paper until it is compared."""
        if self._is_electronic:
            return True
        return not self.given.is_nothing and not self.lacks_originals and not self.lacks_copies

    @property
    def is_missing(self) -> bool:
        return self.part.required and not self.is_there

    @property
    def _is_electronic(self) -> bool:
        return bool(self.given.electronic or self.files)


def standings(case: Case) -> list[Standing]:
    """The parts that arise from the answers, in the order of the procedure."""
    kept = {one.part: one for one in case.given_parts.all()}
    files: dict[str, list[Paper]] = {}
    for paper in case.papers.select_related("file"):
        if paper.role == "part" and paper.part:
            files.setdefault(paper.part, []).append(paper)
    return [
        Standing(one, _given(one.key, kept.get(one.key)), files.get(one.key, []))
        for one in case.version.book.procedure.parts
        if one.when is None or one.when.holds(case.answers)
    ]


def _given(key: str, row: GivenPart | None) -> Given:
    return Given(key, row.originals, row.copies, row.electronic) if row else Given(key)


def write_down(do: Doing, case: Case, given: Sequence[Given]) -> Words | None:
    """Keep what is handed in, as part of the action under way; what changed, in words. Raises Invalid."""
    if not given:
        return None
    facts = {one.key: one for one in case.version.book.procedure.parts}
    kept = {one.part: one for one in case.given_parts.select_for_update()}
    changed = []
    for one in given:
        if one.part not in facts:
            raise Invalid(
                "part", _("Chọn một thành phần của hồ sơ: %(parts)s.") % {"parts": ", ".join(facts)}, one.part
            )
        for number in (one.originals, one.copies, one.electronic):
            if number not in range(MOST + 1):
                raise Invalid("number", _("Ghi số bản từ 0 đến %(most)s.") % {"most": MOST}, number)
        if one != _given(one.part, kept.get(one.part)):
            changed.append((facts[one.part], one))
    for _fact, one in changed:
        numbers = {"originals": one.originals, "copies": one.copies, "electronic": one.electronic}
        signed = {"by": str(do.actor), "by_name": do.actor.name, "at": do.at}
        GivenPart.objects.update_or_create(case=case, part=one.part, defaults=numbers | signed)
    return joined([_in_words(fact, one) for fact, one in changed]) if changed else None


def _in_words(part: Part, given: Given) -> Words:
    if given.is_nothing:
        return both(msgid("%(name)s: chưa có"), name=part.name)
    counts = [
        both(msgid("%(count)s bản chính"), count=given.originals) if given.originals else None,
        both(msgid("%(count)s bản sao"), count=given.copies) if given.copies else None,
        both(msgid("%(count)s bản điện tử"), count=given.electronic) if given.electronic else None,
    ]
    return both(msgid("%(name)s: %(counts)s"), name=part.name, counts=joined([one for one in counts if one], ", "))
