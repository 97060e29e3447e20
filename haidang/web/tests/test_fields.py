"""Fields of forms that several rooms ask."""

import pytest
from django import forms
from django.utils import translation

from haidang.web.fields import Degrees


@pytest.mark.parametrize("typed", ["10.374", "10,374", " 10.374 "])
def test_a_latitude_is_read_with_a_point_as_with_a_comma(typed: str):
    with translation.override("vi"):
        assert Degrees(90).clean(typed) == 10.374


@pytest.mark.parametrize("typed", ["91", "-90.5", "nan", "mười"])
def test_what_is_no_latitude_is_refused_with_an_example(typed: str):
    with translation.override("vi"), pytest.raises(forms.ValidationError, match="ví dụ 10,374"):
        Degrees(90).clean(typed)
