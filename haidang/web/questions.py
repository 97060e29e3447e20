"""Questions of a manifest as fields of a page, for whoever answers them: citizens in the app, officers at the counter.

    form = QuestionForm(step.questions, step.waiting, before=answers, data=request.POST)
    if form.is_valid(): save(answers=form.answers)          # else form.answers and form.typed say what to keep

Answers are checked where they are kept (core.cases.answering); a field only draws, and says beside itself what was wrong.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from haidang.core.cases.answering import answer_to
from haidang.core.directory import queries as directory
from haidang.core.forms.steps import arises
from haidang.core.ui import moments, numbers
from haidang.kernel.action import PUBLIC, Invalid
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.manifest.procedure import Question
from haidang.kernel.once import once
from haidang.web.brought import Files, Sent

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PREFIX = "q_"
FEW = 6
"""So many choices are listed; more are folded into one line."""
COMMUNES = ("ward", "commune", "township", "special_zone")
ACCEPTED = "image/*,application/pdf,.pdf,.heic,.heif,.docx,.xlsx,.odt"
BLANK: tuple[Any, ...] = (None, "", [])
AUTOCOMPLETE = {
    "name": "name", "birth_date": "bday", "address": "street-address", "phone": "tel", "email": "email", "gender": "sex",
}  # fmt: skip
TYPES = {"phone": "tel", "email": "email", "date": "date"}
KEYPADS = {"number": "decimal", "money": "numeric", "identity": "numeric"}


def files_field(label: "StrOrPromise", help_text: "StrOrPromise" = "") -> forms.Field:
    return forms.Field(label=label, help_text=help_text, required=False, widget=Files(attrs={"accept": ACCEPTED}))


class Asked(forms.Field):
    """A question; whether it has to be answered is decided with the others, as it may not arise."""

    def __init__(self, question: Question) -> None:
        super().__init__(
            label=shown(question.name),
            help_text=_help(question),
            required=question.required,
            widget=_widget(question),
        )
        self.question = question
        self.widget.is_required = False

    def clean(self, value: Any) -> Any:
        given = value.strip() if isinstance(value, str) else value
        if given in BLANK:
            return None
        try:
            return answer_to(self.question, given)
        except Invalid as error:
            raise ValidationError(error.message) from error


def _help(question: Question) -> str:
    said = [shown(question.help)] if question.help else []
    if question.unit:
        said.append(_("Tính bằng %(unit)s.") % {"unit": question.unit})
    if question.example and question.pattern:
        said.append(_("Ví dụ: %(example)s") % {"example": question.example})
    return " ".join(said)


def _widget(question: Question) -> forms.Widget:
    choices = _choices(question)
    attrs: dict[str, Any] = {"autocomplete": AUTOCOMPLETE.get(question.prefill, "on")}
    match question.type:
        case "many":
            return forms.CheckboxSelectMultiple(choices=choices)
        case "choice" | "yes_no" if len(choices) <= FEW:
            return forms.RadioSelect(choices=choices)
        case "choice" | "place":
            return forms.Select(choices=[("", _("Chọn")), *choices])
        case "lines":
            return forms.Textarea(attrs={"rows": 4})
        case "point":
            attrs |= {"placeholder": "10.3512, 107.0843", "data-point": ""}
        case "date":
            return forms.DateInput(attrs={"type": "date", **attrs}, format="%Y-%m-%d")
    if question.type in KEYPADS:
        attrs["inputmode"] = KEYPADS[question.type]
    return forms.TextInput(attrs={"type": TYPES.get(question.type, "text"), **attrs})


def _choices(question: Question) -> list[tuple[str, str]]:
    if question.type == "yes_no":
        return [("yes", _("Có")), ("no", _("Không"))]
    if question.type == "place":
        return communes()
    return [(one.key, shown(one.name)) for one in question.choices]


def communes() -> list[tuple[str, str]]:
    """Key and name of the communes of today, in Vietnamese order."""
    rows = once("communes", lambda: list(directory.places(PUBLIC).filter(kind__in=COMMUNES)))
    return [(one.key, str(name_of(one))) for one in rows]


@dataclass(frozen=True, slots=True)
class Row:
    """A field as a page draws it: `waits` is hidden until the answer to `on` is one of `for_`; `source` says who answered."""

    field: forms.BoundField
    question: Question
    waits: bool
    source: str = ""

    @property
    def on(self) -> str:
        return f"{PREFIX}{self.question.when.question}" if self.question.when else ""

    @property
    def for_(self) -> str:
        return " ".join(self.question.when.is_) if self.question.when else ""


class QuestionForm(forms.Form):
    """The questions of one page.

    `waiting` are those that do not arise yet; `before` the answers of other pages. After is_valid: `answers` passed,
    `typed` did not, `new` arose only by what was just answered and are blank still.
    """

    def __init__(
        self,
        questions: Sequence[Question],
        waiting: Collection[str] = (),
        *,
        before: Mapping[str, Any],
        data: Any = None,
        files: Any = None,
        initial: Mapping[str, Any] | None = None,
        sources: Mapping[str, str] | None = None,
    ) -> None:
        filled = {f"{PREFIX}{key}": value for key, value in (initial or {}).items()}
        super().__init__(data, files, initial=filled)
        self.questions, self.waiting, self.before = questions, frozenset(waiting), before
        self.sources = sources or {}
        self.answers: dict[str, Any] = {}
        self.typed: dict[str, Any] = {}
        self.new: list[str] = []
        for one in questions:
            is_file = one.type == "file"
            name = f"{PREFIX}{one.key}"
            self.fields[name] = files_field(shown(one.name), _help(one)) if is_file else Asked(one)

    def rows(self) -> Iterator[Row]:
        """What arises, and after an answer what waits for it."""
        counting = dict(self.before) | (self.answers if self.is_bound else self._initial_answers())
        for one in self.questions:
            waits = one.key in self.waiting and not arises(one, counting)
            yield Row(self[f"{PREFIX}{one.key}"], one, waits, self.sources.get(one.key, ""))

    def _initial_answers(self) -> dict[str, Any]:
        return {name.removeprefix(PREFIX): value for name, value in (self.initial or {}).items()}

    def uploads(self) -> Iterator[tuple[str, Sent]]:
        """(question, file) of everything that was sent with questions for files."""
        for one in self.questions:
            if one.type == "file" and arises(one, dict(self.before) | self.answers):
                yield from ((one.key, file) for file in self.cleaned_data.get(f"{PREFIX}{one.key}") or [])

    def clean(self) -> dict[str, Any]:
        counting = dict(self.before)
        for one in self.questions:
            name = f"{PREFIX}{one.key}"
            if not arises(one, counting):
                self.errors.pop(name, None)
                continue
            if name in self.errors:
                self.typed[one.key] = self[name].value()
            elif one.type != "file" and self.cleaned_data.get(name) in BLANK:
                self._left_blank(one, name)
            elif one.type != "file":
                self.answers[one.key] = counting[one.key] = self.cleaned_data[name]
        return self.cleaned_data

    def _left_blank(self, one: Question, name: str) -> None:
        if not one.required:
            return
        if one.key in self.waiting:
            self.new.append(one.key)
        self.add_error(name, _("Cần trả lời câu này."))


def said(question: Question, answer: Any) -> str:
    """An answer in words, as it is read back before sending and in the case."""
    if answer in BLANK:
        return ""
    match question.type:
        case "choice" | "yes_no" | "place":
            return dict(_choices(question)).get(str(answer), str(answer))
        case "many":
            names = dict(_choices(question))
            return ", ".join(names.get(str(one), str(one)) for one in answer)
        case "date":
            return moments.day_said(date.fromisoformat(str(answer)))
        case "money":
            return f"{numbers.said(answer)}\u00a0₫"
        case "number":
            return f"{numbers.said(answer)} {question.unit}".strip()
        case _:
            return str(answer)
