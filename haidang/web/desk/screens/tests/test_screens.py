"""The room of the big screens, through a browser's eyes."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from haidang.core.incidents import actions as incidents
from haidang.core.walls import actions, queries
from haidang.core.walls.models import Showing
from haidang.web.tests.browsing import HTMX, browser, read


@pytest.fixture
def screen(room):
    """One screen of the whole province."""
    administrator = room.hd.officer("administrator", room.hd.centre, room.hd.province)
    return actions.add(
        administrator, code="phong-truc", name="Phòng trực", place=room.hd.province, office=room.hd.centre
    )


def lines(client, screen):
    """What the form of a screen would send as it stands."""
    page = client.get(reverse("screen", args=[screen.code]))
    sent = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    for line in page.context["playlist"]:
        sent |= {
            line.add_prefix(name): line[name].value()
            for name in line.fields
            if line[name].value() not in (False, None, "")
        }
    return {name: str(value).replace(".", ",") if isinstance(value, float) else value for name, value in sent.items()}


def show(client, screen, what, **more):
    address = f"{reverse('wall_show')}?{urlencode({'what': what})}"
    return client.post(address, {"screens": [screen.code], "minutes": 60, **more})


def test_the_list_says_what_each_screen_shows_and_what_is_wrong_with_it(room, screen):
    page = read(room.client("shift_lead").get(reverse("screens")))
    assert "Phòng trực" in page
    assert "chưa nối máy nào" in page
    queries.note_seen(screen, {"width": "3840", "height": "2160", "gl": "software", "scene": "forces", "version": "0"})
    page = read(room.client("leader").get(reverse("screens"), headers=HTMX))
    assert "3840×2160" in page
    assert "không có card đồ họa" in page
    assert "<html" not in page


def test_a_playlist_is_chosen_ordered_and_timed_in_one_form(room, screen):
    client = room.client("shift_lead")
    sent = {name: value for name, value in lines(client, screen).items() if not name.endswith("-on")}
    sent |= {"forces-on": "on", "forces-order": 1, "all-on": "on", "all-order": 2, "storm-on": "on", "storm-order": 3}
    sent |= {"storm-since": "22:00", "storm-until": "05:00", "scale": "1,2"}
    assert client.post(reverse("screen", args=[screen.code]), sent).status_code == 302
    screen.refresh_from_db()
    assert [one["scene"] for one in screen.playlist] == ["forces", "all", "storm"]
    assert screen.playlist[2]["from"] == "22:00"
    assert screen.scale == 1.2


def test_what_cannot_be_played_comes_back_with_its_reason_and_nothing_changes(room, screen):
    client = room.client("shift_lead")
    sent = lines(client, screen) | {"all-dwell": 1, "scale": "9"}
    page = read(client.post(reverse("screen", args=[screen.code]), sent), 422)
    assert "Danh sách phát còn chỗ sai" in page
    screen.refresh_from_db()
    assert (screen.playlist, screen.scale) == ([], 1.0)


def test_who_only_looks_cannot_change(room, screen):
    assert "disabled" in read(room.officer.get(reverse("screen", args=[screen.code])))
    assert room.officer.post(reverse("screen", args=[screen.code]), {}).status_code == 403


def test_an_incident_an_alert_a_thing_and_a_piece_of_the_map_are_put_on_a_screen(room, screen):
    alert = room.raised()
    incident = incidents.open_incident(room.watched.officer, room.hd.here, title="Ngập sâu", severity=1)
    for what in (
        f"incident:{incident.code}",
        f"alert:{alert.code}",
        f"thing:{alert.thing.code}",
        "area:10.39,107.11,13",
    ):
        assert show(room.officer, screen, what).status_code == 302, what
    assert list(Showing.objects.order_by("pk").values_list("what", flat=True)) == ["incident", "alert", "thing", "area"]
    assert queries.showing(screen).key == "10.3900,107.1100,13.00"


def test_the_map_that_is_open_is_what_is_shown(room, screen):
    asked = {**HTMX, "HX-Current-URL": "http://localhost/map/?map=10.5,107.2,11&layers=alerts"}
    form = read(room.officer.get(f"{reverse('wall_show')}?what=area:", headers=asked))
    assert "107.200" in form


def test_a_scene_is_chosen_where_nothing_was_named(room, screen):
    answer = room.officer.post(reverse("wall_show"), {"scene": "storm", "screens": [screen.code], "minutes": 0})
    assert answer.status_code == 302
    assert queries.showing(screen).until is None
    assert room.officer.post(reverse("screen_release", args=[screen.code])).status_code == 302
    assert queries.showing(screen) is None


@pytest.mark.parametrize("what", ["incident:nothing", "alert:nothing", "thing:nothing", "area:x,y", "planet:mars"])
def test_what_is_not_there_is_not_shown(room, screen, what):
    assert show(room.officer, screen, what).status_code == 404


def test_w_stands_on_the_pages_of_those_who_may_show(room, screen):
    alert = room.raised()
    page = reverse("thing", args=[alert.thing.code])
    assert 'data-key="w"' in read(room.officer.get(page))
    assert 'data-key="w"' not in read(room.client("auditor").get(page))


def test_a_machine_shows_a_code_and_becomes_the_screen(room, screen, client):
    shown = read(client.get(reverse("wall_join")))
    code = client.cookies["wall_join"].value.partition(":")[0]
    assert f"{code[:3]}-{code[3:]}" in shown
    administrator = room.client("administrator")
    wrong = administrator.post(reverse("screen_join", args=[screen.code]), {"code": "ABCDEF"})
    assert wrong.status_code == 422
    assert administrator.post(reverse("screen_join", args=[screen.code]), {"code": code}).status_code == 302
    assert client.get(reverse("wall_join")).url == reverse("wall")
    assert client.get(reverse("wall")).status_code == 200
    assert client.get(reverse("screens")).status_code == 200
    assert browser(screen.person).post(reverse("wall_show"), {}).status_code == 403


def test_scenes_for_events_are_made_changed_and_dropped(room):
    lead = room.client("shift_lead")
    facts = {"key": "bao-9", "name_vi": "Bão số 9", "fields_shown": ["environment"], "place": room.hd.province.key}
    assert lead.post(reverse("wall_scene_new"), facts | {"map": "10.4,107.1,12"}).status_code == 302
    assert "Bão số 9" in read(lead.get(reverse("screens")))
    assert read(lead.post(reverse("wall_scene_change", args=["bao-9"]), facts | {"map": "99,1,2"}), 422)
    assert lead.post(reverse("wall_scene_drop", args=["bao-9"]), {}).status_code == 302
    assert "Bão số 9" not in read(lead.get(reverse("screens")))
