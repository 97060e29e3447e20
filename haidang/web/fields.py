"""Fields of forms that several rooms ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from haidang.core.directory.models import Person
from haidang.kernel.bilingual import name_of


class Named(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among rows with a name in both languages (or among people), shown in the reader's."""

    def label_from_instance(self, one: Any) -> str:
        return one.full_name if isinstance(one, Person) else str(name_of(one))


class Degrees(forms.FloatField):
    """A latitude or longitude in degrees, with a comma or, as maps give it, a point: 10,374 and 10.374 are the same."""

    def __init__(self, most: int, **about: Any) -> None:
        wrong = _("Viết độ thập phân, ví dụ 10,374; vĩ độ từ −90 đến 90, kinh độ từ −180 đến 180.")
        said = {"invalid": wrong, "min_value": wrong, "max_value": wrong}
        super().__init__(min_value=-most, max_value=most, localize=True, error_messages=said, **about)

    def to_python(self, value: Any) -> float | None:  # type: ignore[override]
        typed = str("" if value is None else value).strip().replace(",", ".")
        if not typed:
            return None
        try:
            return float(typed)
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class Sealed(forms.CharField):
    """A secret that is typed and never shown again; left empty it stays as it was."""

    def __init__(self, **about: Any) -> None:
        super().__init__(
            required=False, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
            help_text=_("Lưu dạng niêm phong, không hiện lại. Để trống là giữ như cũ."), **about,
        )  # fmt: skip
