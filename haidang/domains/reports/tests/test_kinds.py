"""What the kinds of reports say must fit the demo province and the screen."""

import tomllib
from pathlib import Path

import pytest

from haidang import provinces
from haidang.core.ui import icons
from haidang.kernel import registry

OFFICES = tomllib.loads((Path(provinces.__file__).parent / "demo/offices.toml").read_text(encoding="utf-8"))
CODES = {one["code"] for one in OFFICES["offices"]}
KINDS = {one["kind"] for one in (*OFFICES["offices"], *OFFICES["in_each"])}


@pytest.fixture(params=registry.domains()["reports"].procedures, ids=lambda one: one.key)
def kind(request):
    return request.param


def test_its_routes_name_offices_there_are(kind):
    assert kind.route
    assert all(one.office in CODES if one.office else one.office_kind in KINDS for one in kind.route)


def test_its_last_route_fits_any_province(kind):
    assert kind.route[-1].office_kind


def test_it_can_be_sent_in_a_minute(kind):
    questions = list(kind.questions())
    assert len(questions) <= 2
    assert not any(one.required for one in questions)


def test_it_has_an_icon_and_everyday_words(kind):
    assert kind.icon in icons.names()
    assert len(kind.words) >= 5
