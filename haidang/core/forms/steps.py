"""The steps of a form as far as they arise from what has been answered.

A question arises when its condition holds for the answers that count; an answer counts when its question arises. Both are
found in one walk in the form's order, so a chain of conditions falls with its first link. Questions about who files come
first (asked.py); papers are parts of the dossier and questions of the type `file`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from haidang.core.cases.facts import Book
from haidang.kernel.facts import Words
from haidang.kernel.manifest.procedure import FormStep, Part, Question

from . import asked

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One page. `shown` arise now; `waiting` would arise by another answer on this very page; both in the form's order."""

    key: str
    name: Words
    questions: list[Question] = field(default_factory=list)
    waiting: frozenset[str] = frozenset()

    @property
    def shown(self) -> list[Question]:
        return [one for one in self.questions if one.key not in self.waiting]


def every_step(book: Book, answers: Answers, *, with_filer: bool = True) -> list[FormStep]:
    """All steps in order, whether their questions arise or not."""
    if not with_filer:
        return list(book.procedure.form)
    together = asked.together_step(answers)
    return [asked.filer_step(book.procedure), *([together] if together else []), *asked.own_steps(book.procedure)]


def every_question(book: Book, answers: Answers, *, with_filer: bool = True) -> Iterator[Question]:
    for step in every_step(book, answers, with_filer=with_filer):
        yield from step.questions


def shown_steps(book: Book, answers: Answers, *, with_filer: bool = True) -> list[Step]:
    """The pages that have something to ask. `with_filer`: begin with who files."""
    given = counting(book, answers, with_filer=with_filer)
    steps = (_shown(step, given) for step in every_step(book, answers, with_filer=with_filer))
    return [step for step in steps if step.shown]


def _shown(step: FormStep, given: Answers) -> Step:
    here = {one.key for one in step.questions}
    listed, waiting = [], set()
    for one in step.questions:
        if arises(one, given):
            listed.append(one)
        elif one.when is not None and one.when.question in here and _in_reach(one, listed):
            listed.append(one)
            waiting.add(one.key)
    return Step(step.key, step.name, listed, frozenset(waiting))


def _in_reach(one: Question, listed: list[Question]) -> bool:
    """Whether what it waits for is itself on the page."""
    return one.when is not None and any(other.key == one.when.question for other in listed)


def arises(one: Question | Part, given: Answers) -> bool:
    return one.when is None or one.when.holds(given)


def counting(book: Book, answers: Answers, *, with_filer: bool = True) -> dict[str, Any]:
    """The answers of a form that count, in its order; what follows from who files is among them."""
    counted = asked.derived(book.procedure, answers) if with_filer else {}
    for one in every_question(book, answers, with_filer=with_filer):
        given = answers.get(one.key)
        if given not in (None, "", []) and arises(one, counted):
            counted[one.key] = given
    return counted


def shown_parts(book: Book, answers: Answers, *, with_filer: bool = True) -> list[Part]:
    """The papers that this case calls for, those about who files last."""
    given = counting(book, answers, with_filer=with_filer)
    own = [one for one in book.procedure.parts if arises(one, given)]
    if not with_filer:
        return own
    is_covered = any(one.when is not None and one.when.question == asked.ACTING for one in own)
    about_filer = [one for one in asked.facts().papers if arises(one, given)]
    return own + [one for one in about_filer if not (is_covered and one.key == asked.REPRESENTATION)]
