"""Groups, floods, a split desk, and alerts that stand aside, through a browser's eyes."""

from datetime import timedelta

import pytest

from haidang.core.rules.desks.model import DeskShare
from haidang.core.rules.models import Alert
from haidang.core.rules.tests.watched import new_station
from haidang.web.tests.browsing import text


@pytest.fixture
def flood(room):
    """Fifteen stations alarm at once."""
    watched = room.watched
    for number in range(2, 16):
        new_station(watched.hd, f"AQ-{number:03}", watched.station.source)
    first = room.raised()
    for number in range(2, 16):
        watched.send((1, 99.0), thing=f"AQ-{number:03}")
    watched.judge.turn()
    return first


def test_in_a_flood_the_list_stands_in_groups_that_are_taken_whole(room, flood):
    page = text(room.officer.get("/alerts/"))
    assert "Dồn cảnh báo" in page
    key = f"r{flood.rule_id}-p{flood.place_id}"
    assert f"/alerts/groups/{key}/acknowledge" in page
    one_by_one = text(room.officer.get(f"/alerts/?group={key}&by=each"))
    assert one_by_one.count('id="row-CB-') == Alert.objects.count()
    room.officer.post(f"/alerts/groups/{key}/acknowledge")
    assert set(Alert.objects.values_list("state", flat=True)) == {"acknowledged"}


def test_in_a_flood_what_is_alone_in_its_group_is_a_line_of_its_own(room, flood):
    new_station(room.watched.hd, "AQ-050", room.watched.station.source, place=room.hd.elsewhere)
    room.watched.judge.take_up()
    room.watched.send((1, 99.0), thing="AQ-050")
    room.watched.judge.turn()
    alone = Alert.objects.get(thing__code="AQ-050")
    page = text(room.officer.get("/alerts/"))
    assert page.count('id="row-CB-') == 1
    assert f'id="row-{alone.code}"' in page
    assert f"/alerts/{alone.code}/acknowledge" in page
    assert f"/alerts/groups/r{flood.rule_id}-p{flood.place_id}/acknowledge" in page


def test_a_whole_group_is_put_on_the_shelf_for_a_reason(room, flood):
    key = f"r{flood.rule_id}-p{flood.place_id}"
    assert room.officer.post(f"/alerts/groups/{key}/shelve", {"lasting": "60", "reason": ""}).status_code == 422
    room.officer.post(f"/alerts/groups/{key}/shelve", {"lasting": "60", "reason": "Khói trời"})
    assert not Alert.objects.filter(shelved_until=None).exists()
    assert room.officer.get("/alerts/?group=zz&by=both").status_code == 200


def test_in_a_flood_only_what_is_urgent_is_to_sound(room, flood):
    facts = room.officer.get("/alerts/sound.json").json()
    assert (facts["flood"], facts["wait_s"], facts["urgent"]) == (True, 0, [])
    Alert.objects.filter(pk=flood.pk).update(severity=1)
    assert [one["id"] for one in room.officer.get("/alerts/sound.json").json()["urgent"]] == [str(flood.pk)]


def test_a_lead_splits_the_desk_and_each_sees_their_share(room, flood):
    lead, officer = room.client("shift_lead"), room.watched.person(room.watched.officer)
    DeskShare.objects.create(
        person=officer, area=room.hd.province.path, domains=["health"], by_name="Trưởng ca", starts_at=flood.raised_at,
        ends_at=flood.raised_at + timedelta(hours=2),
    )  # fmt: skip
    page = text(room.officer.get("/alerts/?by=each"))
    assert "Phần của tôi" in page
    assert flood.code not in page
    assert flood.code in text(room.officer.get("/alerts/?by=each&desk=all"))
    assert "Còn phần chưa giao" in text(lead.get("/alerts/desks/"))
    lead.post(f"/alerts/desks/{officer.pk}/split/", {"places": [room.watched.hd.here.path], "lasting": "120"})
    assert DeskShare.objects.get(places__len=1).person == officer
    lead.post(f"/alerts/desks/{officer.pk}/join/")
    assert "Cả bàn" not in text(room.officer.get("/alerts/"))
    assert room.officer.post(f"/alerts/desks/{officer.pk}/split/", {"lasting": "60"}).status_code == 403


def test_what_is_out_of_service_has_a_tab_with_the_reason(room):
    alert = room.raised()
    new = {"thing": "AQ-001", "starts_at": "2026-11-21T08:00", "ends_at": "2026-11-21T12:00", "reason": "Hiệu chuẩn"}
    assert room.officer.post("/outages/new/", new | {"ends_at": "2026-11-21T07:00"}).status_code == 422
    assert room.officer.post("/outages/new/", new | {"thing": "KHONG-CO"}).status_code == 422
    assert room.officer.post("/outages/new/", new).status_code == 302
    room.watched.judge.by_the_clock()
    assert alert.code not in text(room.officer.get("/alerts/"))
    page = text(room.officer.get("/alerts/?tab=service"))
    assert alert.code in page
    assert "Hiệu chuẩn" in page
    listed = text(room.officer.get("/outages/"))
    assert "AQ-001" in listed
    number = alert.series.thing.outages.get().pk
    room.officer.post(f"/outages/{number}/end/", {"why": "Xong sớm"})
    room.watched.judge.by_the_clock()
    assert alert.code in text(room.officer.get("/alerts/"))
    assert "Xong sớm" in text(room.officer.get("/outages/?tab=over"))


def test_a_level_is_changed_by_hand_for_a_reason(room):
    alert = room.raised()
    room.officer.post(f"/alerts/{alert.code}/regrade", {"severity": "4", "reason": "Chỉ là bụi công trình"})
    alert.refresh_from_db()
    assert (alert.severity, alert.graded_by) == (4, "person")
    assert "Chỉ là bụi công trình" in text(room.officer.get(alert.link))
