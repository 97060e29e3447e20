from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from haidang.core.ui import numbers


def rendered(source: str, **facts: object) -> str:
    return Template("{% load ui %}" + source).render(Context(facts))


@pytest.mark.parametrize(
    ("value", "decimals", "vi", "en"),
    [
        (1234.5, 1, "1.234,5", "1,234.5"),
        (1234567.891, None, "1.234.567,89", "1,234,567.89"),
        (48302, None, "48.302", "48,302"),
        (12.5, None, "12,5", "12.5"),
        (12.0, None, "12", "12"),
        (12, 2, "12,00", "12.00"),
        (-0.4, 1, "\u22120,4", "\u22120.4"),
        (-0.001, 1, "0,0", "0.0"),
        (Decimal("37.20"), 1, "37,2", "37.2"),
        (None, 1, "–", "–"),
        (float("nan"), None, "–", "–"),
        (float("inf"), 0, "–", "–"),
    ],
)
def test_a_number_is_said_as_its_language_writes_it(value, decimals, vi, en):
    with translation.override("vi"):
        assert numbers.said(value, decimals) == vi
    with translation.override("en"):
        assert numbers.said(value, decimals) == en


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_number_for_css_has_a_dot_in_every_language(language):
    with translation.override(language):
        assert rendered("{% css_num 12.5 %}") == "12.5"
        assert rendered("{{ value|css_num }}", value=1234.5678) == "1234.568"


def test_django_itself_writes_a_comma_under_vietnamese():
    with translation.override("vi"):
        assert rendered("{{ value }}", value=12.5) == "12,5"
        assert rendered("{{ value }}", value=1234567) == "1.234.567"


@pytest.mark.parametrize(("value", "text"), [(0.0, "0"), (-0.0001, "0"), (1e-9, "0"), (100, "100"), (0.125, "0.125")])
def test_a_number_for_css_is_short_and_plain(value, text):
    assert numbers.for_css(value) == text


def test_a_number_that_is_not_finite_never_reaches_css():
    with pytest.raises(ValueError, match="nan"):
        numbers.for_css(float("nan"))
