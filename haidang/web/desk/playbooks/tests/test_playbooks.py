"""A lesson is proposed from an incident and decided by somebody else, in the rooms of playbooks."""

import pytest

from haidang.core.incidents import actions
from haidang.core.incidents.models import PlaybookChange, PlaybookVersion
from haidang.web.tests.browsing import browser, text
from haidang.web.tests.flooding import at_nine, desk

__all__ = ["at_nine", "desk"]

STEP = {
    "what": "add", "step": "confirm", "lesson": "Xe máy lao vào chỗ ngập", "name_vi": "Đặt rào chắn",
    "name_en": "Set barriers", "role": "duty_officer", "minutes": "15", "must": "on",
}  # fmt: skip


@pytest.fixture
def incident(desk):
    made = desk.open()
    for key in ("confirm", "pumps"):
        actions.tick(desk.officer, desk.step(made, key))
    return actions.close(desk.officer, made, outcome="Hết ngập", lessons="Đặt rào sớm hơn")


def test_a_lesson_becomes_a_step_of_the_next_incident(desk, incident):
    officer, lead = browser(desk.officer), browser(desk.lead)
    assert f"/incidents/{incident.code}/lesson" in text(officer.get(incident.link))
    assert "Đặt rào sớm hơn</textarea>" in text(officer.get(f"/incidents/{incident.code}/lesson"))
    officer.post(f"/incidents/{incident.code}/lesson", STEP)
    change = PlaybookChange.objects.get()
    assert change.facts["key"] == "set_barriers"
    assert officer.get(f"/playbooks/changes/{change.code}/approve").status_code == 200
    assert officer.post(f"/playbooks/changes/{change.code}/approve", {}).status_code == 403
    lead.post(f"/playbooks/changes/{change.code}/approve", {})
    assert [step.key for step in desk.open().steps.all()] == ["confirm", "set_barriers", "pumps", "leaders"]
    assert PlaybookVersion.objects.get().number == 2


def test_a_proposal_that_lacks_something_names_it(desk, incident):
    officer = browser(desk.officer)
    answer = officer.post(f"/incidents/{incident.code}/lesson", STEP | {"name_en": ""})
    assert answer.status_code == 422
    assert "name_en" in answer.context["form"].errors
    assert not PlaybookChange.objects.exists()


def test_the_list_shows_every_playbook_to_who_may_read_them(desk):
    assert browser(desk.lead).get("/playbooks/").status_code == 200
    assert browser(desk.driver).get("/playbooks/").status_code == 403
