"""What was filed: the answers as they were given, and the papers by their parts."""

from dataclasses import dataclass
from typing import Any

from haidang.core.cases import parts
from haidang.core.cases.models import Case
from haidang.core.forms.steps import shown_steps
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest.procedure import Question
from haidang.web.citizen.follow.showing import Shown, shown_files
from haidang.web.middleware import AskingRequest
from haidang.web.questions import said

PLACE = 60
SHOWN_OF_NUMBER = 3


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part of the dossier, what is there of it, and whether something is missing still."""

    name: str
    files: list[Shown]
    is_missing: bool


def panel(request: AskingRequest, case: Case) -> dict[str, Any] | None:
    if case.kind != "dossier":
        return None
    steps = [(shown(step.name), list(_answers(case, step.shown))) for step in _steps(case)]
    standings = parts.standings(case)
    rows = [
        PartShown(shown(one.part.name), shown_files(one.files), one.is_missing)
        for one in standings
        if one.files or one.is_missing
    ]
    known = {paper.pk for one in standings for paper in one.files}
    others = [one for one in case.papers.select_related("file") if one.role == "part" and one.pk not in known]
    return {
        "case": case,
        "steps": [(name, answers) for name, answers in steps if answers],
        "parts": rows,
        "others": shown_files(others),
    }


def _steps(case: Case) -> Any:
    return shown_steps(case.version.book, case.answers, with_filer=False)


def _answers(case: Case, questions: list[Question]) -> Any:
    """(question, answer) in words; of a number that identifies somebody only the ends, as links are passed on."""
    for one in questions:
        text = said(one, case.answers.get(one.key))
        if text:
            yield shown(one.name), masked(text) if one.type == "identity" else text


def masked(number: str) -> str:
    """
    >>> masked("079085001234")
    '079••••••234'
    """
    hidden = len(number) - 2 * SHOWN_OF_NUMBER
    return f"{number[:SHOWN_OF_NUMBER]}{'•' * hidden}{number[-SHOWN_OF_NUMBER:]}" if hidden > 0 else number
