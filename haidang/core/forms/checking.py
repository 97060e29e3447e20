"""What still stands in the way of sending a form."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from haidang.core.cases.answering import answer_to
from haidang.core.cases.facts import Book
from haidang.kernel.action import Invalid
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest.procedure import Question

from . import consenting
from .models import Draft
from .steps import Answers, counting, shown_parts, shown_steps

PAPERS, CHECK = "all-papers", "check-and-send"
"""The keys of the pages after the questions; no step of a manifest has a hyphen in its key."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A question or a paper, on which step it is found, and what to do about it."""

    step: str
    key: str
    text: str


def read(questions: Sequence[Question], given: Answers) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers of a page as they are kept, and for the others what is wrong with them; blanks are neither."""
    kept: dict[str, Any] = {}
    refused: dict[str, str] = {}
    for one in questions:
        answer = given.get(one.key)
        if answer in (None, "", []) or one.type == "file":
            continue
        try:
            kept[one.key] = answer_to(one, answer)
        except Invalid as error:
            refused[one.key] = error.message
    return kept, refused


def problems(draft: Draft, book: Book) -> list[Problem]:
    """Everything that is missing or wrong, in the form's order."""
    files = list(draft.files.all())
    asked = {one.question for one in files if one.question}
    given = {one.part for one in files if one.part} | set(draft.brought)
    return [*_of_questions(draft, book, asked), *_of_parts(draft, book, given), *_of_consent(draft, book)]


def _of_questions(draft: Draft, book: Book, with_file: set[str]) -> Iterator[Problem]:
    for step in shown_steps(book, draft.answers):
        kept, refused = read(step.shown, {**draft.answers, **draft.typed})
        for one in step.shown:
            if one.key in refused:
                yield Problem(step.key, one.key, f"{shown(one.name)}: {refused[one.key]}")
            elif one.required and one.key not in (kept if one.type != "file" else with_file):
                yield Problem(step.key, one.key, _("Cần trả lời “%(name)s”.") % {"name": shown(one.name)})


def _of_parts(draft: Draft, book: Book, given: set[str]) -> Iterator[Problem]:
    for part in shown_parts(book, draft.answers):
        if part.required and part.key not in given:
            yield Problem(PAPERS, part.key, _("Cần giấy tờ: %(name)s.") % {"name": shown(part.name)})


def _of_consent(draft: Draft, book: Book) -> Iterator[Problem]:
    for words in consenting.problems(draft, book, counting(book, draft.answers)):
        yield Problem(CHECK, consenting.FIELD, words)
