"""Fields of forms that several rooms ask."""

from typing import Any

from django import forms

from haidang.core.directory.models import Person
from haidang.kernel.bilingual import name_of


class Named(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among rows with a name in both languages (or among people), shown in the reader's."""

    def label_from_instance(self, one: Any) -> str:
        return one.full_name if isinstance(one, Person) else str(name_of(one))
