"""What every form asks besides its own questions, from applicant.toml: who files, in whose name, and with whom."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct, structs

from haidang.kernel import strict
from haidang.kernel.facts import Words
from haidang.kernel.manifest.procedure import FormStep, Part, Procedure, Question

HERE = Path(__file__).parent / "applicant.toml"
MOST_TOGETHER = 8
COUNT = "co_count"
"""How many people apply together; kept among the answers."""
OF_ORGANISATIONS = ("organisation_name", "organisation_number")


class Asked(Struct, forbid_unknown_fields=True, frozen=True):
    filer: FormStep
    together: FormStep
    papers: list[Part]


@cache
def facts() -> Asked:
    return strict.convert(strict.parsed(HERE), Asked, HERE)


REPRESENTATION = "representation"
"""The paper that proves who may act; a form that asks for its own is not asked twice."""
ACTING = "acting"
"""The question that some forms have of their own about who files; asked already, it is answered from what was said."""


def own_steps(procedure: Procedure) -> list[FormStep]:
    """The form's own steps without the question that is asked already; a step of nothing else is left out."""
    steps = (_without_acting(step) for step in procedure.form)
    return [step for step in steps if step.questions]


def _without_acting(step: FormStep) -> FormStep:
    kept = [one for one in step.questions if one.key != ACTING]
    return step if len(kept) == len(step.questions) else structs.replace(step, questions=kept)


TOGETHER_WRITTEN = "together_written"
"""What the papers wait for: "yes" when anybody who applies too agreed on paper."""


def derived(procedure: Procedure, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What follows from who files: the form's own question about it, and whether others agreed on paper."""
    is_written = any(one["consent"] == "written" for one in who_applies_too(answers))
    return _acting(procedure, answers) | ({TOGETHER_WRITTEN: "yes"} if is_written else {})


def _acting(procedure: Procedure, answers: Mapping[str, Any]) -> dict[str, Any]:
    question = procedure.question(ACTING)
    if question is None or not question.choices:
        return {}
    keys = [one.key for one in question.choices]
    if answers.get("filer") != "representative" or answers.get("filer_role") == "legal":
        return {ACTING: keys[0]}  # in their own name, even if somebody helps them
    wanted = "relative" if answers.get("filer_role") == "parent" else "authorised"
    return {ACTING: wanted if wanted in keys else keys[-1]}


def filer_step(procedure: Procedure) -> FormStep:
    """Who files: people are not asked of organisations, businesses not whether they are one."""
    step = facts().filer
    if procedure.audience == "people":
        kept = [one for one in step.questions if one.key not in (*OF_ORGANISATIONS, "applicant_kind")]
    elif procedure.audience == "business":
        kept = [_of_business(one, procedure) for one in step.questions if not _is_said(one, procedure)]
    else:
        kept = step.questions
    return structs.replace(step, questions=kept)


def _is_said(one: Question, procedure: Procedure) -> bool:
    """A form that asks for its business itself is not asked twice."""
    asks_itself = procedure.question("business_name") is not None
    return one.key == "applicant_kind" or (one.key in OF_ORGANISATIONS and asks_itself)


def _of_business(one: Question, procedure: Procedure) -> Question:
    return structs.replace(one, when=None) if one.key in OF_ORGANISATIONS else one


def together_step(answers: Mapping[str, Any]) -> FormStep | None:
    """One block of questions for each person who applies too."""
    if answers.get("together") != "yes":
        return None
    step = facts().together
    asked = [_numbered(one, n) for n in range(1, count_in(answers) + 1) for one in step.questions]
    return structs.replace(step, questions=asked)


def count_in(answers: Mapping[str, Any]) -> int:
    given = answers.get(COUNT, 1)
    return min(max(given if isinstance(given, int) else 1, 1), MOST_TOGETHER)


def together_key(n: int, name: str) -> str:
    return f"co{n}_{name}"


def _numbered(one: Question, n: int) -> Question:
    said = Words(vi=f"{one.name.vi} ({n})", en=f"{one.name.en} ({n})")
    when = structs.replace(one.when, question=together_key(n, one.when.question)) if one.when else None
    return structs.replace(one, key=together_key(n, one.key), name=said, when=when)


def who_applies_too(answers: Mapping[str, Any]) -> list[dict[str, str]]:
    """The answers of each person who applies too and has a name, by the questions of their block."""
    names = [one.key for one in facts().together.questions]
    if answers.get("together") != "yes":
        return []
    blocks = (
        {name: str(answers.get(together_key(n, name), "")) for name in names} for n in range(1, MOST_TOGETHER + 1)
    )
    return [one for one in blocks if one["name"]]


def without(answers: Mapping[str, Any], n: int) -> dict[str, Any]:
    """The answers with the nth of the people who apply together taken out; those after move up."""
    names = [one.key for one in facts().together.questions]
    left = [one for one in range(1, count_in(answers) + 1) if one != n]
    blocks = {together_key(at, name) for at in range(1, MOST_TOGETHER + 1) for name in names}
    kept = {key: value for key, value in answers.items() if key not in blocks}
    for now, before in enumerate(left, 1):
        moved = {together_key(now, name): answers.get(together_key(before, name)) for name in names}
        kept |= {key: value for key, value in moved.items() if value is not None}
    return kept | {COUNT: max(len(left), 1)}
