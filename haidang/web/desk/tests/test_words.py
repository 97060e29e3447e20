"""The filters of `{% load desk %}`."""

import pytest

from haidang.kernel import registry
from haidang.web.templatetags.desk import device_said

EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.2903.86"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile/15E148 Safari/604.1"


@pytest.mark.parametrize(
    ("user_agent", "said"),
    [(EDGE, "Edge 131 · Windows"), (SAFARI, "Safari 18 · iPhone"), ("curl/8.5.0", "curl/8.5.0"), ("", "")],
)
def test_a_browser_is_called_as_people_know_it(user_agent, said):
    assert device_said(user_agent) == said


@pytest.mark.parametrize(("value", "name"), [(0, "Mất điện"), (1, "Có điện"), (None, None)])
def test_a_number_that_stands_for_a_state_has_its_name(value, name):
    state = registry.series("utilities", "power_state").state(value)
    assert (state and state.vi) == name


def test_a_quantity_is_no_state():
    assert registry.series("utilities", "load").state(50.0) is None
