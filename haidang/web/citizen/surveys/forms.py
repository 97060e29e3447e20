"""The form of a self-assessment: one choice for each question, in the order of its pillars."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haidang.core.directory.models import Place
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.survey import Survey
from haidang.web.citizen.report.places import communes

QUESTION, GROUP = "q_", "g_"
MISSING = {"required": gettext_lazy("Chọn một câu trả lời."), "invalid_choice": gettext_lazy("Chọn một câu trả lời.")}


class Assess(forms.Form):
    place = forms.ChoiceField(label=gettext_lazy("Doanh nghiệp ở đâu"))

    def __init__(self, survey: Survey, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.survey = survey
        self.places: dict[str, Place] = {one.key: one for one in communes()}
        place = self.fields["place"]
        assert isinstance(place, forms.ChoiceField)
        place.choices = [("", _("Chọn xã, phường")), *((key, name_of(one)) for key, one in self.places.items())]
        for group in survey.groups:
            choices = [(key, shown(name)) for key, name in group.choices.items()]
            self.fields[f"{GROUP}{group.key}"] = _choice(shown(group.name), choices)
        for question in survey.questions:
            choices = [(str(one.level), shown(one.name)) for one in question.choices]
            self.fields[f"{QUESTION}{question.key}"] = _choice(shown(question.text), choices)

    @property
    def chosen(self) -> Place:
        return self.places[self.cleaned_data["place"]]

    @property
    def levels(self) -> dict[str, int]:
        return {name.removeprefix(QUESTION): int(value) for name, value in self._those(QUESTION)}

    @property
    def groups(self) -> dict[str, str]:
        return {name.removeprefix(GROUP): value for name, value in self._those(GROUP)}

    def _those(self, prefix: str) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self.cleaned_data.items() if name.startswith(prefix)]


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=MISSING)
