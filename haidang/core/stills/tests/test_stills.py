"""Cameras' pictures: fetched when somebody looks, drawn anew, shown with their age, and never an old one as if it were now."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from haidang.core.audit.models import Event
from haidang.core.directory.tests.small_province import build
from haidang.core.stills import actions, fetching, kept, queries
from haidang.core.stills.models import Still as Row
from haidang.core.stills.sync import sync_stills
from haidang.core.things.models import Source, Thing
from haidang.kernel import clock
from haidang.kernel.action import Invalid, Refused, system
from haidang.kernel.still import Still

PART = system("test")


@pytest.fixture
def hd(db):
    return build()


@pytest.fixture
def camera(hd, outside, tmp_path, monkeypatch):
    """A camera of the demo's simulated bodies, and a clock that can be moved."""
    monkeypatch.setattr(kept, "folder", lambda: tmp_path)
    monkeypatch.setattr(fetching, "later", lambda work, **facts: work(**facts))  # at once
    source = Source.objects.create(key="cam", name_vi="c", name_en="c", door="ingest", data_class="internal")
    return Thing.objects.create(
        code="CM-001", domain="security", type="camera", name_vi="Camera", name_en="Camera", folded="", sort_key="",
        place=hd.here, office=hd.centre, source=source,
    )  # fmt: skip


def set_up(camera, name="CM-001", **facts):
    return actions.set_up(PART, thing=camera, facts=Still(address=f"{{outside}}/cameras/{name}.jpg", **facts))


def seen(camera, actor=PART):
    queries.seen(actor, [camera])  # asks for a picture; here it comes at once
    return queries.seen(actor, [camera]).get(camera.code)


def test_a_picture_is_fetched_when_somebody_looks_and_is_drawn_anew(camera):
    row = set_up(camera)
    assert not kept.path_of(row.pk).exists()
    found = seen(camera)
    assert (found.state, found.size, found.is_journalled) == ("live", (640, 360), False)
    with queries.open_picture(PART, camera, why="") as body:
        image = Image.open(io.BytesIO(body.read()))
    assert (image.format, image.size) == ("JPEG", (640, 360))


def test_it_is_asked_for_once_within_its_pace(camera, monkeypatch):
    asked = []
    monkeypatch.setattr(fetching, "later", lambda work, **facts: asked.append(facts))
    set_up(camera)
    for _ in range(3):
        assert queries.seen(PART, [camera])["CM-001"].state == "asked"
    assert len(asked) == 1


def test_an_old_picture_is_none_of_now(camera, monkeypatch):
    row = set_up(camera)
    seen(camera)
    monkeypatch.setattr(fetching, "later", lambda work, **facts: None)
    Row.objects.update(
        taken_at=clock.now() - timedelta(minutes=5), tried_at=clock.now(), problem_vi="x", problem_en="x"
    )
    found = queries.seen(PART, [camera])["CM-001"]
    assert (found.state, found.at is not None) == ("none", True)
    with pytest.raises(FileNotFoundError):
        queries.open_picture(PART, camera, why="")
    assert kept.path_of(row.pk).exists()


def test_the_very_same_picture_for_minutes_stands_still(camera):
    set_up(camera, "CM-001-frozen")
    seen(camera)
    Row.objects.update(same_since=clock.now() - timedelta(minutes=10), asked_at=None)
    found = seen(camera)
    assert found.state == "frozen"
    assert found.since < clock.now() - timedelta(minutes=9)


@pytest.mark.parametrize(
    ("name", "facts", "why"),
    [
        ("CM-001-dead", {}, "503"),
        ("../figures/hotline.json?", {}, "JPEG"),
        ("CM-001", {"most_bytes": 10_000}, "dừng đọc"),
    ],
)
def test_a_camera_without_a_picture_says_why_and_is_asked_less_often(camera, name, facts, why):
    set_up(camera, name, **facts)
    found = seen(camera)
    assert found.state == "none"
    assert why in found.why.vi
    assert Row.objects.get().failures == 1


def test_what_is_inside_is_read_only_where_that_was_allowed(camera):
    actions.set_up(PART, thing=camera, facts=Still(address="http://10.1.2.3/still.jpg", timeout="1s"))
    assert "nội bộ" in seen(camera).why.vi


def test_a_look_at_personal_data_is_journalled_once_and_refused_to_others(camera, hd):
    set_up(camera, data_class="personal")
    lead = hd.officer("shift_lead", hd.centre, hd.province, "public", "internal", "personal")
    other = hd.officer("shift_lead", hd.centre, hd.province, "public", "internal")
    assert seen(camera, lead).is_journalled
    for _ in range(2):
        queries.open_picture(lead, camera, why="SC-1").close()
    assert [one.facts["why"] for one in Event.objects.filter(action="still.look")] == ["SC-1"]
    assert queries.seen(other, [camera]) == {}
    with pytest.raises((FileNotFoundError, Refused)):
        queries.open_picture(other, camera, why="SC-1")


def test_a_secret_is_sealed_and_does_not_follow_to_another_machine(camera):
    facts = Still(address="http://camera.example/still.jpg", proof="basic", user="ioc")
    row = actions.set_up(PART, thing=camera, facts=facts, secret="mật khẩu camera")
    assert b"camera" not in bytes(row.sealed)
    assert not Event.objects.filter(facts__icontains="mật khẩu").exists()
    with pytest.raises(Invalid, match="nhập lại"):
        actions.set_up(PART, thing=camera, facts=Still(address="http://other.example/still.jpg", proof="basic"))
    with pytest.raises(Invalid, match="http://"):
        actions.set_up(PART, thing=camera, facts=Still(address="file:///etc/passwd"))


def test_what_the_province_declares_is_taken_until_somebody_changes_it(camera):
    declared = Still(address="{outside}/cameras/CM-001.jpg")
    assert sync_stills({"CM-001": declared}) == 1
    assert sync_stills({"CM-001": declared}) == 0
    set_up(camera, "CM-002")
    assert sync_stills({"CM-001": Still(address="{outside}/cameras/CM-003.jpg")}) == 1
    assert "CM-002" in Row.objects.get().says.address
    assert sync_stills({}) == 1
    assert not Row.objects.get().is_on


def test_what_nobody_needed_for_a_day_is_not_kept(camera):
    row = set_up(camera)
    seen(camera)
    with clock.frozen(clock.now() + timedelta(days=2)):
        fetching.forget_old()
    assert not kept.path_of(row.pk).exists()
    assert Row.objects.get().taken_at is None
