"""What is drawn on the map of an incident."""

import pytest

from haidang.core.incidents import actions, drawings, shapes
from haidang.core.notices.models import Notice
from haidang.kernel import clock
from haidang.kernel.action import Invalid, NotPossible
from haidang.kernel.geo import Point

from .test_board import thing
from .watch_room import NINE, SCENE, after, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(desk):
    with clock.frozen(NINE):
        return desk.open()


def ring(metres):
    return shapes.made_of("Polygon", shapes.circle(SCENE, metres))


def test_each_moment_has_the_drawings_it_had(desk, incident):
    with clock.frozen(after(minutes=5)):
        first = drawings.draw(desk.officer, incident, "hazard", ring(300), label="khí độc")
    with clock.frozen(after(minutes=20)):
        wider = drawings.draw(desk.officer, incident, "hazard", ring(600), label="khí độc", instead=first)
    with clock.frozen(after(minutes=40)):
        drawings.erase(desk.officer, incident, wider.code)
    every = drawings.of(desk.officer, incident)
    held = [[one.code for one in drawings.at(every, after(minutes=minute))] for minute in (1, 10, 30, 50)]
    assert held == [[], [first.code], [wider.code], []]
    assert (wider.replaces, wider.by_name) == (first, desk.officer.name)
    with pytest.raises(NotPossible, match="đã bỏ"):
        drawings.erase(desk.officer, incident, first.code)


def test_a_hazard_is_told_to_the_units_at_the_scene(desk, incident):
    actions.send_unit(desk.officer, incident, desk.crew)
    drawings.draw(desk.officer, incident, "hazard", ring(300), label="khí độc")
    told = Notice.objects.get(kind="incident.draw")
    assert (str(told.to_person_id), told.title_vi) == (
        desk.driver.id,
        f"Vùng nguy hiểm mới trong sự cố {incident.code}",
    )


def test_an_area_says_who_and_what_lies_in_it(desk, incident):
    thing(desk, "IN", SCENE.lon + 0.001, SCENE.lat)
    thing(desk, "OUT", SCENE.lon + 0.02, SCENE.lat)
    unit(desk.hd, "XA", "Đội xa", Point(SCENE.lon + 0.02, SCENE.lat))
    found = drawings.inside(desk.officer, ring(400))
    assert [one.code for one in found.things] == ["IN"]
    assert [one.code for one in found.units] == ["BOM-02"]
    assert found.incidents == [incident]
    assert 0.48 < shapes.area_km2(ring(400)) < 0.51


@pytest.mark.parametrize(
    ("kind", "geometry", "why"),
    [
        ("circle", ring(300), "kind"),
        ("hazard", {"type": "Point", "coordinates": [107.1, 10.4]}, "Hình nhận được: Polygon"),
        ("area", {"type": "Polygon", "coordinates": [[[107, 10], [107.1, 10.1], [107.1, 10], [107, 10.1]]]}, "tự cắt"),
        ("area", {"type": "Polygon", "coordinates": [[[107, 10], [107.1, 10.1]]]}, "ít nhất 3"),
        ("line", {"type": "LineString", "coordinates": [[107, 100], [107.1, 10]]}, "vĩ độ từ -90"),
        ("line", {"type": "LineString", "coordinates": [["a", 10], [107.1, 10]]}, "kinh độ, vĩ độ"),
        ("line", {"type": "LineString", "coordinates": [[0, 0], [107.1, 10]]}, "quá lớn"),
        ("point", "10,107", "Hình nhận được"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_the_reason(desk, incident, kind, geometry, why):
    with pytest.raises(Invalid, match=why):
        drawings.draw(desk.officer, incident, kind, geometry)
    assert not drawings.of(desk.officer, incident)


def test_typed_points_name_the_line_that_is_wrong():
    assert shapes.typed("10.35, 107.08\n10.36; 107.09".replace(";", ",")) == [
        Point(107.08, 10.35),
        Point(107.09, 10.36),
    ]
    with pytest.raises(Invalid, match="Dòng 2"):
        shapes.typed("10.35, 107.08\nở cầu")
