"""The form of a register: its fields, the consent, a number in words to be written in digits."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haidang.core.lookups.facts import Field, Register, consent
from haidang.kernel.bilingual import shown

PREFIX = "f_"
LONGEST = 80


class Ask(forms.Form):
    """One question. Nothing is filled in beforehand or kept: browsers are asked not to remember it either."""

    riddle = forms.CharField(
        max_length=10, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )
    consent = forms.BooleanField(error_messages={"required": gettext_lazy("Đánh dấu đồng ý thì mới hỏi được.")})

    def __init__(self, register: Register, words: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        made = {f"{PREFIX}{one.key}": _field(one) for one in register.fields}
        self.fields = made | self.fields
        self.fields["riddle"].label = _("Viết bằng chữ số: %(number)s") % {"number": words}
        self.fields["consent"].label = shown(consent().text).replace("{body}", shown(register.body))

    @property
    def given(self) -> dict[str, str]:
        """What was typed, by the keys of the register's fields."""
        return {
            name.removeprefix(PREFIX): str(value)
            for name, value in self.cleaned_data.items()
            if name.startswith(PREFIX)
        }


def _field(one: Field) -> forms.Field:
    label = shown(one.name)
    match one.type:
        case "date":
            return forms.CharField(label=label, max_length=10, widget=forms.TextInput(attrs={"type": "date"}))
        case "choice":
            return forms.ChoiceField(
                label=label, choices=[("", "–"), *((key.key, shown(key.name)) for key in one.choices)]
            )
        case _:
            attributes = {"autocomplete": "off", "autocapitalize": "characters", "placeholder": one.example}
            return forms.CharField(label=label, max_length=LONGEST, widget=forms.TextInput(attrs=attributes))
