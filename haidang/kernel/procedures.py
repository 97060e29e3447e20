"""The procedures of a domain: those of its `domain.toml` and of the files in its `procedures/` folder, checked as one."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol, TypeVar

from msgspec import structs

from . import strict
from .flow import Flow
from .procedure import Grade, Procedure, Procedures, Reason, Template

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
        for key in timer.by_grade:
            if key not in grades:
                yield f"{path}.timers[{number}].by_grade", key, _one_of("grades", grades)
    mains = [timer.key for timer in one.timers if timer.is_main]
    if one.timers and len(mains) != 1:
        yield f"{path}.timers", mains, "mark exactly one timer with is_main: its deadline is the deadline of the case"


def _of_form(path: str, one: Procedure) -> Iterator[Contradiction]:
    known: set[str] = set()
    for step_at, step in enumerate(one.form):
        for at, question in enumerate(step.questions):
            where = f"{path}.form[{step_at}].questions[{at}]"
            if question.key in known:
                yield f"{where}.key", question.key, "the key is used twice: give each question a key of its own"
            if question.when and question.when.question not in known:
                yield f"{where}.when.question", question.when.question, "name a question that is asked before this one"
            if question.type in ("choice", "many") and not question.choices:
                yield f"{where}.choices", [], "list the choices"
            known.add(question.key)
    for at, part in enumerate(one.parts):
        if part.when and part.when.question not in known:
            yield f"{path}.parts[{at}].when.question", part.when.question, _one_of("questions of the form", known)


def _one_of(listing: str, known: Iterable[str]) -> str:
    return f"name one of the {listing}: {', '.join(sorted(known)) or 'there are none'}"
