"""A lesson becomes a step of the playbook when somebody else approves it."""

import pytest

from haidang.core.incidents import lessons, playbooks
from haidang.core.incidents.models import PlaybookVersion
from haidang.kernel.action import Invalid, NotPossible, Refused

pytestmark = pytest.mark.django_db
BARRIERS = {
    "key": "barriers", "name": {"vi": "Đặt rào chắn", "en": "Set barriers"}, "role": "duty_officer", "within": "15m",
}  # fmt: skip


@pytest.fixture
def change(desk):
    return lessons.propose(
        desk.officer, desk.open(), what="add", step="confirm", facts=BARRIERS, lesson="Xe máy lao vào chỗ ngập"
    )


def keys(incident):
    return [step.key for step in incident.steps.all()]


def test_the_next_incident_runs_by_what_was_learned(desk, change):
    assert keys(desk.open()) == ["confirm", "pumps", "leaders"]
    lessons.approve(desk.lead, change)
    assert keys(change.incident) == ["confirm", "pumps", "leaders"], "one under way keeps what it began with"
    following = desk.open()
    assert keys(following) == ["confirm", "barriers", "pumps", "leaders"]
    change.refresh_from_db()
    assert (change.state, change.version.number, change.decided_by) == ("approved", 2, desk.lead.name)
    assert following.playbook["version"] == playbooks.version_of(change.version.says)


def test_nobody_approves_their_own_proposal(desk):
    change = lessons.propose(desk.lead, desk.open(), what="drop", step="leaders", lesson="Không cần")
    with pytest.raises(NotPossible, match="người khác"):
        lessons.approve(desk.lead, change)
    with pytest.raises(Refused):
        lessons.approve(desk.officer, change)


def test_what_was_decided_stays_decided_and_a_refusal_has_a_reason(desk, change):
    with pytest.raises(Invalid, match="reason"):
        lessons.refuse(desk.lead, change, reason="")
    lessons.refuse(desk.lead, change, reason="Đã có trong bước 2")
    with pytest.raises(NotPossible, match="đã được quyết định"):
        lessons.approve(desk.lead, change)
    assert not PlaybookVersion.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"what": "paint"}, "what"),
        ({"step": "nowhere"}, "step"),
        ({"facts": BARRIERS | {"within": "soon"}}, "facts"),
        ({"facts": BARRIERS | {"role": "king"}}, "role"),
        ({"facts": BARRIERS | {"key": "pumps"}}, "key"),
        ({"lesson": " "}, "lesson"),
    ],
)
def test_a_proposal_names_what_is_wrong(desk, wrong, field):
    given = {"what": "add", "step": "confirm", "facts": BARRIERS, "lesson": "Rào chắn"} | wrong
    with pytest.raises(Invalid) as caught:
        lessons.propose(desk.officer, desk.open(), **given)
    assert caught.value.field == field


def test_a_playbook_goes_back_to_its_file_for_a_reason(desk, change):
    lessons.approve(desk.lead, change)
    lessons.restore(desk.lead, "test", "flood", reason="Rào chắn chuyển về công an")
    assert keys(desk.open()) == ["confirm", "pumps", "leaders"]
    with pytest.raises(NotPossible, match="bản gốc"):
        lessons.restore(desk.lead, "test", "flood", reason="lần nữa")


def test_an_override_tells_when_the_file_says_something_new(desk, change):
    version = lessons.approve(desk.lead, change)
    original = playbooks.registry.playbook("test", "flood")
    assert not lessons.Known("test", "flood", version.says, original, version, 0).differs
    assert lessons.Known("test", "flood", version.says, version.says, version, 0).differs
