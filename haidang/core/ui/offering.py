"""What the fields of a form let one choose, said when the form is made: it depends on who asks, and for what."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet


def offer(form: forms.BaseForm, **offered: "QuerySet[Any] | Iterable[tuple[Any, Any]]") -> None:
    """Give each named field its choices: the rows of a table, or pairs of a value and its words. The order stays."""
    for name, choices in offered.items():
        field = form.fields[name]
        if isinstance(field, forms.ModelChoiceField) and isinstance(choices, QuerySet):
            field.queryset = choices
        elif isinstance(field, forms.ChoiceField):
            field.choices = choices
        else:
            raise TypeError(f"the field {name} offers no choice")
