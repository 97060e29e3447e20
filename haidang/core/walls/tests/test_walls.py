"""Screens through their doors: what they play at which hour, what is put on them, and who they let in."""

from datetime import timedelta

import pytest

from haidang.core.audit.models import Event
from haidang.core.walls import actions, joining, playlist, queries
from haidang.core.walls.models import SCENE
from haidang.core.walls.scenes import every_scene
from haidang.kernel import clock, registry
from haidang.kernel.action import Invalid, NotPossible, Refused
from haidang.kernel.manifest import Words
from haidang.provinces import pack

STORM = Words(vi="Bão", en="Storm")


def entry(scene="all", dwell=30, since="", until=""):
    return {"scene": scene, "dwell": dwell, "from": since, "to": until}


def show(who, screen, key="storm", **more):
    return actions.show(who, screen, what=SCENE, key=key, title=STORM, **more)


def at(hall, hour, minute=0):
    return clock.now().replace(hour=hour, minute=minute)


def test_a_screen_plays_every_usual_scene_until_a_list_is_made(hall):
    assert playlist.entries_of(hall.big)[0]["scene"] == "all"
    actions.change(hall.lead, hall.big, playlist=[entry("forces", 20), entry("all", 60)])
    assert [one["scene"] for one in playlist.entries_of(hall.big)] == ["forces", "all"]
    assert "storm" not in [one["scene"] for one in playlist.entries_of(hall.small)]


@pytest.mark.parametrize(
    ("hour", "minute", "played"),
    [(7, 59, ["all", "night"]), (8, 0, ["all", "day"]), (22, 0, ["all", "night"]), (2, 0, ["all", "night"])],
)
def test_hours_choose_scenes_also_past_midnight(hall, hour, minute, played):
    entries = [entry("all"), entry("day", since="08:00", until="17:00"), entry("night", since="22:00", until="08:00")]
    assert [one["scene"] for one in playlist.playing(entries, at(hall, hour, minute))] == played


def test_a_wall_is_never_black(hall):
    entries = [entry("all", since="08:00", until="09:00")]
    assert playlist.playing(entries, at(hall, 12)) == entries


@pytest.mark.parametrize(
    "wrong",
    [
        entry("nowhere"),
        entry(dwell=1),
        entry(dwell="x"),
        entry(since="06:00"),
        entry(since="25:00", until="06:00"),
        entry(since="06:00", until="06:00"),
    ],
)
def test_a_list_that_cannot_be_played_is_refused_and_nothing_changes(hall, wrong):
    with pytest.raises(Invalid):
        actions.change(hall.lead, hall.big, playlist=[entry("forces"), wrong])
    hall.big.refresh_from_db()
    assert hall.big.playlist == []


@pytest.mark.parametrize(
    "wrong",
    [{"scale": 2.0}, {"scale": float("nan")}, {"margin_x": -1.0}, {"theme": "pink"}, {"code": "x"}, {"name": " "}],
)
def test_a_look_out_of_bounds_is_refused(hall, wrong):
    with pytest.raises(Invalid):
        actions.change(hall.lead, hall.big, **wrong)


def test_what_is_shown_stays_until_its_hour_and_the_journal_says_who(hall):
    show(hall.officer, hall.big, until=clock.now() + timedelta(hours=1))
    assert queries.showing(hall.big).key == "storm"
    assert queries.showing(hall.small) is None
    event = Event.objects.get(action="wall.show")
    assert (event.subject_kind, event.facts["key"], event.actor) == ("wall", "storm", str(hall.officer))
    with clock.frozen(clock.now() + timedelta(hours=1)):
        assert queries.showing(hall.big) is None


def test_the_newest_takes_the_place_of_what_was_shown_and_is_taken_away(hall):
    show(hall.officer, hall.big)
    show(hall.lead, hall.big, "forces")
    assert queries.showing(hall.big).key == "forces"
    actions.release(hall.officer, hall.big)
    assert queries.showing(hall.big) is None
    assert [one.ended_by_name for one in queries.shown(hall.big)] == [hall.officer.name, hall.lead.name]
    with pytest.raises(NotPossible):
        actions.release(hall.officer, hall.big)


def test_what_there_is_not_and_what_has_passed_is_not_shown(hall):
    with pytest.raises(Invalid, match="key"):
        show(hall.officer, hall.big, "nowhere")
    with pytest.raises(Invalid, match="until"):
        show(hall.officer, hall.big, until=clock.now())


def test_who_may_not_does_not(hall):
    commune = hall.hd.officer("commune_officer", hall.hd.committee, hall.hd.here)
    for act in (lambda: show(commune, hall.small), lambda: actions.change(hall.officer, hall.big, scale=1.0)):
        with pytest.raises(Refused):
            act()


def test_a_machine_comes_in_by_the_code_it_shows_and_the_code_serves_once(hall):
    code, secret = joining.begin("10.0.0.7")
    assert joining.waiting(code, "another") is None
    actions.join(hall.administrator, hall.big, f" {code[:3].lower()}-{code[3:]} ")
    assert joining.waiting(code, secret).person == hall.big.person_id
    with pytest.raises(Invalid):
        actions.join(hall.administrator, hall.small, code)
    with pytest.raises(Refused):
        actions.join(hall.lead, hall.small, code)


def test_an_address_that_asks_for_codes_again_and_again_is_refused(hall):
    assert all(joining.begin("10.0.0.8") for _ in range(joining.MOST_OPEN))
    assert joining.begin("10.0.0.8") is None
    assert joining.begin("10.0.0.9") is not None


def test_a_screen_of_its_own_may_look_at_its_place_and_do_nothing(hall):
    actor = hall.small.person.as_actor()
    assert queries.screen_of(actor) == hall.small
    assert queries.screen(actor, "phong-truc") is None
    with pytest.raises(Refused):
        show(actor, hall.small)


def test_a_retired_screen_is_closed(hall):
    actions.retire(hall.administrator, hall.small, why="hỏng")
    hall.small.person.refresh_from_db()
    assert not hall.small.person.is_active
    with pytest.raises(NotPossible):
        show(hall.officer, hall.small)


def test_people_make_scenes_for_an_event_and_drop_them(hall):
    made = actions.make_scene(
        hall.lead, key="bao-9", name=STORM, place=hall.hd.province, fields=["environment"], view=(107.1, 10.4, 12.0)
    )
    assert every_scene()["bao-9"].look == "107.1 10.4 12"
    actions.change(hall.lead, hall.big, playlist=[entry("bao-9"), entry("all")])
    actions.drop_scene(hall.lead, made)
    assert [one["scene"] for one in playlist.entries_of(hall.big)] == ["all"]
    with pytest.raises(Invalid):
        actions.make_scene(hall.lead, key="all", name=STORM, place=hall.hd.province, fields=["environment"])
    with pytest.raises(Invalid):
        actions.make_scene(hall.lead, key="x", name=STORM, place=hall.hd.province, fields=["nothing"])


def test_every_field_of_the_event_scenes_is_one_that_there_is():
    assert {field for one in pack.chosen().wall.scenes for field in one.fields} <= set(registry.domains())
