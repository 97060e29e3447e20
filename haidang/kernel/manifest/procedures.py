"""The procedures of a domain: those of its `domain.toml` and of the files in its `procedures/` folder, checked as one."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol, TypeVar

from msgspec import structs

from haidang.kernel import strict
from haidang.kernel.flow import Flow

from .procedure import (
    CLAIMS,
    RESERVED_STEPS,
    WITH_CHOICES,
    Condition,
    Grade,
    Procedure,
    Procedures,
    Question,
    Reason,
    Template,
)

LISTINGS = ("flows", "grades", "reasons", "templates", "procedures")
Contradiction = tuple[str, Any, str]


class HasProcedures(Protocol):
    """A domain, as far as it speaks of cases."""

    @property
    def flows(self) -> list[Flow]: ...
    @property
    def grades(self) -> list[Grade]: ...
    @property
    def reasons(self) -> list[Reason]: ...
    @property
    def templates(self) -> list[Template]: ...
    @property
    def procedures(self) -> list[Procedure]: ...


D = TypeVar("D", bound=HasProcedures)


def with_folder(domain: D, folder: Path) -> D:
    """The domain with what the TOML files of a folder add. Raises ManifestError."""
    more = [_read(path) for path in sorted(folder.glob("*.toml"))]
    added = {
        name: [*getattr(domain, name), *(one for file in more for one in getattr(file, name))] for name in LISTINGS
    }
    return structs.replace(domain, **added) if more else domain  # type: ignore[type-var]


def _read(path: Path) -> Procedures:
    raw = strict.parsed(path)
    defaults = raw.pop("defaults", {})
    if isinstance(defaults, dict) and isinstance(raw.get("procedures"), list):
        raw["procedures"] = [{**defaults, **one} if isinstance(one, dict) else one for one in raw["procedures"]]
    return strict.convert(raw, Procedures, path)


def contradictions(domain: HasProcedures) -> Iterator[Contradiction]:
    """Path, value and remedy of everything that does not fit together."""
    flows = {one.key: one for one in domain.flows}
    grades = [one.key for one in domain.grades]
    for at, flow in enumerate(domain.flows):
        for where, value, remedy in flow.contradictions():
            yield f"flows[{at}].{where}", value, remedy
    for at, one in enumerate(domain.procedures):
        path = f"procedures[{at}:{one.key}]"
        if one.flow not in flows:
            yield f"{path}.flow", one.flow, _one_of("flows", flows)
            continue
        yield from _of_timers(path, one, flows[one.flow], grades)
        yield from _of_form(path, one)
        if one.grade is not None and one.grade not in grades:
            yield f"{path}.grade", one.grade, _one_of("grades", grades)
        for number, route in enumerate(one.route):
            if bool(route.office) == bool(route.office_kind):
                yield f"{path}.route[{number}]", route.office, "give either `office` or `office_kind`"


def _of_timers(path: str, one: Procedure, flow: Flow, grades: list[str]) -> Iterator[Contradiction]:
    states = [state.key for state in flow.states]
    for number, timer in enumerate(one.timers):
        for name, key in (("starts", timer.starts), *(("stops", key) for key in timer.stops)):
            if key not in states:
                yield f"{path}.timers[{number}].{name}", key, _one_of("states of the flow", states)
        if timer.until and "date" not in {asked.type for asked in one.questions() if asked.key == timer.until}:
            yield f"{path}.timers[{number}].until", timer.until, "name a question of the form whose type is date"
        for key in timer.by_grade:
            if key not in grades:
                yield f"{path}.timers[{number}].by_grade", key, _one_of("grades", grades)
    mains = [timer.key for timer in one.timers if timer.is_main]
    if one.timers and len(mains) != 1:
        yield f"{path}.timers", mains, "mark exactly one timer with is_main: its deadline is the deadline of the case"


def _of_form(path: str, one: Procedure) -> Iterator[Contradiction]:
    known: dict[str, Question] = {}
    steps: set[str] = set()
    for step_at, step in enumerate(one.form):
        if step.key in steps:
            yield f"{path}.form[{step_at}].key", step.key, "the key is used twice: give each step a key of its own"
        if step.key in RESERVED_STEPS:
            yield f"{path}.form[{step_at}].key", step.key, "every online form has a step of this key: choose another"
        steps.add(step.key)
        for at, question in enumerate(step.questions):
            where = f"{path}.form[{step_at}].questions[{at}]"
            if question.key in known:
                yield f"{where}.key", question.key, "the key is used twice: give each question a key of its own"
            if question.when and question.when.question not in known:
                yield f"{where}.when.question", question.when.question, "name a question that is asked before this one"
            yield from _of_condition(where, question.when, known)
            yield from _of_question(where, question)
            known[question.key] = question
    for at, holder in enumerate(one.parts):
        where = f"{path}.parts[{at}]"
        if holder.when and holder.when.question not in known:
            yield f"{where}.when.question", holder.when.question, _one_of("questions of the form", known)
        yield from _of_condition(where, holder.when, known)
    for at, route in enumerate(one.route):
        yield from _of_condition(f"{path}.route[{at}]", route.when, known)


def _of_condition(where: str, when: Condition | None, known: dict[str, Question]) -> Iterator[Contradiction]:
    """A condition on a question of few answers must name some of them."""
    asked = known.get(when.question) if when else None
    if when is None or asked is None or asked.type not in (*WITH_CHOICES, "yes_no"):
        return
    possible = [choice.key for choice in asked.choices] or ["yes", "no"]
    for answer in when.is_:
        if answer not in possible:
            yield f"{where}.when.is", answer, _one_of(f"answers to `{when.question}`", possible)


def _of_question(where: str, one: Question) -> Iterator[Contradiction]:
    if one.type in WITH_CHOICES and not one.choices:
        yield f"{where}.choices", [], "list the choices"
    if one.choices and one.type not in WITH_CHOICES:
        yield f"{where}.choices", [choice.key for choice in one.choices], "only a choice or many has choices"
    if len({choice.key for choice in one.choices}) != len(one.choices):
        yield f"{where}.choices", [choice.key for choice in one.choices], "give each choice a key of its own"
    if one.min is not None and one.max is not None and one.min > one.max:
        yield f"{where}.min", one.min, f"no number is between {one.min} and {one.max}: swap them"
    if one.prefill and one.prefill not in CLAIMS:
        yield f"{where}.prefill", one.prefill, _one_of("claims of an account", CLAIMS)
    yield from _of_pattern(where, one)


def _of_pattern(where: str, one: Question) -> Iterator[Contradiction]:
    if not one.pattern:
        return
    try:
        pattern = re.compile(one.pattern)
    except re.error as error:
        yield f"{where}.pattern", one.pattern, f"write a regular expression that compiles: {error}"
        return
    if one.example and pattern.fullmatch(one.example) is None:
        yield f"{where}.example", one.example, f"give an example that fits the pattern {one.pattern}"


def _one_of(listing: str, known: Iterable[str]) -> str:
    return f"name one of the {listing}: {', '.join(sorted(known)) or 'there are none'}"
