"""The few questions a kind of report asks besides: as form fields, and what was answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from haidang.kernel.bilingual import shown
from haidang.kernel.manifest.procedure import Procedure, Question

PREFIX = "q_"
LONGEST = 500


def fields_of(procedure: Procedure) -> dict[str, forms.Field]:
    """None is required here: whoever is in a hurry on a street sends without."""
    made = ((one, _field(one)) for one in procedure.questions())
    return {f"{PREFIX}{one.key}": field for one, field in made if field is not None}


def answers_in(cleaned: dict[str, Any]) -> dict[str, Any]:
    given = ((name.removeprefix(PREFIX), value) for name, value in cleaned.items() if name.startswith(PREFIX))
    return {key: value for key, value in given if value not in (None, "", [])}


def _field(question: Question) -> forms.Field | None:
    about: dict[str, Any] = {
        "label": shown(question.name),
        "help_text": shown(question.help) if question.help else "",
        "required": False,
    }
    choices = [(one.key, shown(one.name)) for one in question.choices]
    match question.type:
        case "choice":
            return forms.ChoiceField(choices=[("", "–"), *choices], **about)
        case "many":
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **about)
        case "yes_no":
            return forms.ChoiceField(choices=[("", "–"), ("yes", _("Có")), ("no", _("Không"))], **about)
        case "number" | "money":
            return forms.FloatField(min_value=question.min, max_value=question.max, **about)
        case "text" | "lines":
            return forms.CharField(max_length=LONGEST, **about)
        case _:
            return None
