"""A snapshot brought up to date by events alone is what a fresh snapshot would be."""

import re
from datetime import datetime, timedelta

import pytest

from haidang.core.audit.chain import plain, verify
from haidang.core.incidents import actions
from haidang.core.incidents.jobs import watch_deadlines
from haidang.core.incidents.snapshot import snapshot
from haidang.kernel import clock

from .watch_room import NINE

pytestmark = pytest.mark.django_db
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)")


def followed(held, event):
    """What a client holds after an event of the incident."""
    held = {**held, **event.after}
    facts = event.facts
    held["steps"] = held["steps"] | {step["key"]: step for step in facts.get("steps", [])}
    held["tasks"] = held["tasks"] | {task["code"]: task for task in facts.get("tasks", [])}
    held["alerts"] = facts.get("alerts", held["alerts"])
    if "log" in facts:
        held["log"] = held["log"] | {str(facts["log"]["id"]): facts["log"]}
    return held


def fresh(incident):
    return plain(snapshot(type(incident).objects.get(pk=incident.pk)))


def alike(facts):
    """The same moment may be written in UTC or in local time."""
    if isinstance(facts, dict):
        return {name: alike(value) for name, value in facts.items()}
    if isinstance(facts, list):
        return [alike(value) for value in facts]
    if isinstance(facts, str) and MOMENT.fullmatch(facts):
        return datetime.fromisoformat(facts)
    return facts


def whole_life(desk):
    """Every action there is, each under a name, in an order that works."""
    incident = desk.open()
    yield "open", incident
    actions.move(desk.officer, incident, "verify")
    yield "move", incident
    task = actions.send_unit(desk.officer, incident, desk.crew)
    yield "send", incident
    other = actions.create_task(desk.officer, incident, desk.hd.department, "Lấy mẫu nước")
    yield "task", incident
    for name, do in {
        "assign": lambda: actions.assign(desk.officer, incident, desk.person(desk.lead)),
        "rate": lambda: actions.rate(desk.officer, incident, 1, reason="nước lên nhanh"),
        "tick": lambda: actions.tick(desk.officer, desk.step(incident, "confirm"), note="camera"),
        "untick": lambda: actions.untick(desk.officer, desk.step(incident, "confirm")),
        "tick again": lambda: actions.tick(desk.officer, desk.step(incident, "confirm")),
        "skip": lambda: actions.skip(desk.officer, desk.step(incident, "pumps"), reason="nước rút"),
        "receive": lambda: actions.receive(desk.driver, task),
        "refuse": lambda: actions.receive(desk.lead, other, move="refuse", reason="không phải việc của sở"),
        "arrive": lambda: actions.report(desk.driver, task, move="arrive"),
        "report": lambda: actions.report(desk.driver, task, "cần thêm bơm"),
        "finish": lambda: actions.finish(desk.driver, task, proof="đã cạn"),
        "log": lambda: actions.add_log(desk.lead, incident, "nhờ @UBND-26506 báo dân"),
        "close": lambda: actions.close(desk.officer, incident, outcome="Hết ngập", lessons="Bơm sớm", cause="Mưa"),
        "reopen": lambda: actions.reopen(desk.officer, incident, reason="ngập lại"),
    }.items():
        do()
        yield name, incident


def test_events_keep_a_snapshot_up_to_date(desk):
    held = {"steps": {}, "tasks": {}, "alerts": [], "log": {}}
    with clock.frozen(NINE):
        for name, incident in whole_life(desk):
            for event in desk.events():
                held = followed(held, event) if event.subject_kind == "incident" else held
            assert alike(held) == alike(fresh(incident)), name


def test_being_overdue_is_followed_too(desk):
    with clock.frozen(NINE):
        incident = desk.open()
        actions.send_unit(desk.officer, incident, desk.crew)
        held = fresh(incident)
        desk.events()
    with clock.frozen(NINE + timedelta(hours=5)):
        watch_deadlines()
    (event,) = desk.events()
    assert alike(followed(held, event)) == alike(fresh(incident))


def test_every_action_leaves_one_event_and_one_line(desk):
    for lines, (name, incident) in enumerate(whole_life(desk)):
        events = desk.events()
        assert len(events) == 1, name
        assert events[0].subject_id == str(incident.pk), name
        assert incident.log.count() == lines + 1, name
    assert verify()[1] is None


def test_a_refused_action_leaves_nothing(desk):
    incident = desk.open()
    desk.events()
    with pytest.raises(Exception, match="chưa làm"):
        actions.close(desk.officer, incident, outcome="Xong", lessons="Không")
    assert desk.events() == []
    assert incident.log.count() == 1
