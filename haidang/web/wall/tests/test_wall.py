"""The wall through a browser's eyes; how it looks on a screen of its own is in tests/live."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from haidang.core.incidents import actions as incidents
from haidang.core.rules.tests.watched import NINE
from haidang.core.walls import actions as walls
from haidang.core.walls.scenes import scenes
from haidang.kernel import clock, registry
from haidang.kernel.manifest import Words
from haidang.web.tests.browsing import browser, read
from haidang.web.tests.copying import copied
from haidang.web.wall.parts import PARTS


def part(client, name, scene="all"):
    return read(client.get(reverse("wall_part", args=[name, scene])))


def test_the_wall_has_a_scene_for_everything_each_domain_and_the_forces(screen):
    page = read(screen.get("/wall/"))
    shown = re.findall(r'data-scene="([^"]+)"', page)
    domains = registry.domains().values()
    with_things = [domain.key for domain in domains if domain.things]
    with_cases = [domain.key for domain in domains if domain.procedures and not domain.things]
    assert with_things
    assert with_cases
    assert shown == ["all", *with_things, *with_cases, "forces"]
    assert page.count("data-wall-map") == 1


def test_the_wall_names_the_centre_the_shift_and_says_that_data_are_simulated(room, screen):
    room.watched.station.source.is_simulated = True
    room.watched.station.source.save()
    page = read(screen.get("/wall/"))
    assert "Không có ca trực nào lúc này" in page
    assert "DỮ LIỆU MÔ PHỎNG" in page


def test_the_wall_only_reads(room, screen):
    room.raised()
    page = read(screen.get("/wall/"))
    assert "<form" not in page
    assert reverse("alert_acknowledge", args=[room.watched.alert().code]) not in page


@pytest.mark.parametrize("role", ["wall", "duty_officer", "shift_lead", "leader", "commune_officer", "auditor"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_who_may_watch_the_wall_watches_it_in_their_language(room, role, language):
    room.raised()
    page = read(room.client(role, language).get("/wall/"))
    assert f'<html lang="{language}"' in page
    assert ("PM2,5 cao (en)" in page) == (language == "en")


def test_who_may_not_is_told_why(room):
    assert room.client("integrator").get("/wall/").status_code == 403


def test_who_is_not_signed_in_signs_in_first(room, client):
    assert client.get("/wall/").status_code == 302


def test_an_officer_can_leave_the_wall_and_the_screen_cannot(room, screen):
    assert "data-leave-url" in read(room.officer.get("/wall/"))
    assert "data-leave-url" not in read(screen.get("/wall/"))


@pytest.mark.parametrize("name", sorted(PARTS))
def test_every_part_of_every_scene_renews_itself(room, screen, name):
    room.raised()
    for one in scenes():
        answer = screen.get(reverse("wall_part", args=[name, one.key]))
        assert answer.status_code == 200
        asked = re.search(r'hx-get="([^"]+)"', read(answer))
        assert asked, "a part that cannot renew itself again"
        assert screen.get(asked[1]).status_code == 200


@pytest.mark.parametrize(("name", "scene"), [("nothing", "all"), ("tiles", "nowhere")])
def test_what_is_not_on_the_wall_is_not_found(screen, name, scene):
    assert screen.get(reverse("wall_part", args=[name, scene])).status_code == 404


def test_open_alerts_are_counted_by_level(room, screen):
    room.raised()
    head = part(screen, "head")
    counted = re.findall(r'<b class="(none)?"|<b >', head)
    assert len(counted) == 4
    assert counted.count("none") == 3


def test_an_alert_stands_in_the_list_of_its_domain_only(room, screen):
    alert = room.raised()
    assert alert.title_vi in part(screen, "alerts")
    assert alert.title_vi in part(screen, "alerts", "environment")
    assert alert.title_vi not in part(screen, "alerts", "utilities")


def test_what_is_put_off_leaves_the_list_and_is_counted(room, screen):
    alert = room.raised()
    alert.shelved_until = clock.now() + timedelta(hours=1)
    alert.save()
    listed = part(screen, "alerts")
    assert f"alarm-{alert.pk}" not in listed
    assert "1 tạm hoãn" in listed


def test_more_alerts_than_fit_are_counted(room, screen):
    room.many(4)
    assert "còn" not in part(screen, "alerts")


def test_a_thing_with_an_alert_is_not_well(room, screen):
    room.raised()
    fields = part(screen, "fields")
    assert "0 trên 1 thiết bị bình thường" in fields


def test_the_curve_behind_an_alert_comes_first_with_its_limit(room, screen):
    room.raised()
    cards = part(screen, "curves").split("<article")
    assert 'data-sev="high"' in cards[1]
    assert 'data-latest="AQ-001/pm25">60,0' in cards[1]
    assert 'class="limit"' in cards[1]


def test_an_incident_is_a_lane_with_its_phases_and_says_when_it_is_overdue(room, screen):
    with clock.frozen(NINE - timedelta(hours=2)):
        incident = incidents.open_incident(room.watched.officer, room.hd.here, title="Ngập sâu", severity=1)
        incidents.move(room.watched.officer, incident, "verify")
    lanes = part(screen, "lanes")
    assert "Ngập sâu" in lanes
    assert "phase-2" in lanes
    assert 'class="over"' in lanes
    assert "Quá hạn 1 giờ" in lanes
    assert not re.search(r"(left|width):\d+,", lanes), "a decimal comma in a style"


def test_what_happened_last_runs_along_the_foot(room, screen):
    alert = room.raised()
    incidents.open_incident(room.watched.officer, room.hd.here, title="Ngập sâu", severity=1)
    ticker = part(screen, "ticker")
    assert alert.title_vi in ticker
    assert "Mở sự cố mức Khẩn cấp: Ngập sâu" in ticker


def test_an_alarm_that_takes_the_wall_shows_place_reason_and_curve(room, screen):
    alert = room.raised()
    alert.thing.lon, alert.thing.lat = 107.0812, 10.3512
    alert.thing.save()
    for name in (alert.code, alert.pk):
        shown = read(screen.get(reverse("wall_alert", args=[name])))
        assert "Phường Vũng Tàu" in shown
        assert 'data-at="107.08120 10.35120"' in shown
        assert "<ioc-chart" in shown


def test_an_alarm_of_another_place_does_not_take_the_wall(room):
    alert = room.raised()
    elsewhere = room.hd.officer("commune_officer", room.hd.other_committee, room.hd.elsewhere)
    assert browser(elsewhere).get(reverse("wall_alert", args=[alert.code])).status_code == 404


@pytest.mark.parametrize(
    ("asked", "got"), [("", "1"), ("1.2", "1.2"), ("9", "1.6"), ("0", "0.8"), ("x", "1"), ("nan", "1")]
)
def test_the_scale_stays_within_what_can_be_read(screen, asked, got):
    assert f'data-scale="{got}"' in read(screen.get("/wall/", {"scale": asked}))


@pytest.mark.parametrize(("asked", "pinned"), [("forces", "forces"), ("nowhere", ""), ('"><script>', "")])
def test_a_scene_can_be_pinned(screen, asked, pinned):
    assert f'data-pinned="{pinned}"' in read(screen.get("/wall/", {"scene": asked}))


@pytest.mark.parametrize("key", ["storm", "festival"])
def test_an_event_has_a_scene_with_the_numbers_and_alarms_of_its_fields(room, screen, key):
    alert = room.raised()
    shown = read(screen.get(reverse("wall_scene", args=[key])))
    assert f'data-scene="{key}"' in shown
    assert (alert.title_vi in shown) == (key == "storm")
    assert "wall-lanes" in shown


def test_a_screen_is_told_what_to_play_and_says_that_it_lives(room, own):
    told = browser(own.person).get(reverse("wall_now"), {"width": "5120", "height": "1440", "gl": "gpu"}).json()
    assert told["entries"][0] == {"scene": "all", "dwell": 60, "from": "", "to": ""}
    assert told["show"] is None
    own.refresh_from_db()
    assert own.seen["width"] == "5120"
    assert room.officer.get(reverse("wall_now"), {"screen": own.code, "width": "1"}).json()["show"] is None
    own.refresh_from_db()
    assert own.seen["width"] == "5120", "who looks at it from a desk is not the screen"


@pytest.mark.parametrize("what", ["incident", "alert", "thing", "area"])
def test_the_object_that_was_put_on_a_screen_is_drawn_with_its_surroundings(room, own, what):
    alert = room.raised()
    incident = incidents.open_incident(room.watched.officer, room.hd.here, title="Ngập sâu", severity=1)
    key, said = {
        "incident": (incident.code, "Ngập sâu"), "alert": (alert.code, "Không có camera nào"),
        "thing": (alert.thing.code, f'data-latest="{alert.thing.code}/pm25"'), "area": ("10.35,107.08,9", "Cảnh báo đang mở"),
    }[what]  # fmt: skip
    screen = browser(own.person)
    showing = walls.show(room.watched.officer, own, what=what, key=key, title=Words(vi="Đưa lên", en="Shown"))
    state = screen.get(reverse("wall_now")).json()["show"]
    assert state["scene"] == f"show-{showing.pk}"
    drawn = read(screen.get(state["url"]))
    assert said in drawn
    assert 'data-stage="object"' in drawn


def test_what_was_put_on_another_screen_is_not_drawn(room, own, screen):
    showing = walls.show(room.watched.officer, own, what="area", key="10,107,9", title=Words(vi="a", en="a"))
    assert screen.get(reverse("wall_shown", args=[showing.pk])).status_code == 404


def test_an_alarm_names_the_camera_next_to_it(room, screen):
    alert = room.raised()
    alert.thing.lon, alert.thing.lat = 107.08, 10.35
    alert.thing.save()
    copied(
        alert.thing, code="CAM-1", type="camera", domain="security", name_vi="Camera chợ", lon=107.081, lat=10.35
    ).save()
    shown = read(screen.get(reverse("wall_alert", args=[alert.code])))
    assert "CAM-1" in shown
    assert "Camera chợ" in shown


def test_the_account_of_a_screen_that_nobody_described_gets_its_row(room):
    person = room.hd.person("man-hinh-2", office=room.hd.centre, is_device=True)
    room.hd.duty(person, "wall", room.hd.centre, room.hd.province, "public", "internal")
    assert browser(person).get("/wall/").context["screen"].code == "man-hinh-2"
