"""Two incidents that are one matter, and incidents that are parts of a greater one."""

import msgspec
import pytest

from haidang.core.incidents import actions, family, limits, merging, queries
from haidang.core.incidents.models import Incident, Task
from haidang.kernel import clock
from haidang.kernel.action import Invalid, NotPossible, Refused
from haidang.kernel.geo import Point

from .watch_room import NINE, SCENE, after

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(desk):
    """An incident, and another of the same matter ten minutes later with a task and a line of its own."""
    with clock.frozen(NINE):
        first = desk.open()
    with clock.frozen(after(minutes=10)):
        second = desk.open(title="Nước ngập 30/4", point=Point(SCENE.lon + 0.002, SCENE.lat))
        task = actions.send_unit(desk.officer, second, desk.crew)
    return first, second, task


def test_a_duplicate_near_in_place_and_time_is_offered(desk, pair):
    first, second, _task = pair
    with clock.frozen(after(minutes=11)):
        far = desk.open(title="Cháy rừng", point=Point(107.3, 10.6))
    with clock.frozen(after(days=2)):
        late = desk.open(title="Ngập lại")
    found = [one for one, _metres in merging.alike(desk.officer, first)]
    assert found == [second]
    assert far not in found
    assert late not in found


def test_what_may_be_one_follows_the_limits_of_the_day(desk, pair, monkeypatch):
    first, _second, _task = pair  # about 220 m apart, ten minutes after one another
    stricter = [msgspec.structs.replace(one, value=100) for one in limits.in_force() if one.key == "same_within"]
    others = [one for one in limits.in_force() if one.key != "same_within"]
    monkeypatch.setattr(limits, "in_force", lambda: others + stricter)
    assert merging.alike(desk.officer, first) == []


def test_a_merge_carries_tasks_and_log_and_links_both_ways(desk, pair):
    first, second, task = pair
    merged = merging.merge(desk.officer, second, first, reason="cùng một điểm ngập")
    task.refresh_from_db()
    assert (merged.merged_into, merged.is_open, merged.phase) == (first, False, "closed")
    assert task.incident == first
    texts = [one.text_vi for one in queries.log_lines(desk.officer, first)]
    assert any("Nước ngập 30/4" in text and "gộp vào: 1 nhiệm vụ" in text for text in texts)
    assert any(text.startswith("Điều Đội bơm 2") for text in texts)
    assert queries.board(desk.officer, first).duplicates == [second]
    with pytest.raises(NotPossible, match="đã gộp vào"):
        actions.reopen(desk.officer, merged, reason="thử")


def test_a_merge_is_taken_back_for_a_reason(desk, pair):
    first, second, task = pair
    merged = merging.merge(desk.officer, second, first, reason="cùng một điểm ngập")
    with pytest.raises(Invalid, match="reason"):
        merging.unmerge(desk.officer, merged, reason=" ")
    back = merging.unmerge(desk.officer, Incident.objects.get(pk=second.pk), reason="hai điểm khác nhau")
    task.refresh_from_db()
    assert (back.phase, back.is_open, back.merged_into, task.incident) == ("dispatched", True, None, second)
    assert not queries.board(desk.officer, first).duplicates
    assert not Task.objects.filter(incident=first).exists()


def test_what_does_not_fit_is_not_merged(desk, pair):
    first, second, _task = pair
    with pytest.raises(NotPossible, match="chính nó"):
        merging.merge(desk.officer, first, first, reason="nhầm")
    with pytest.raises(Invalid, match="reason"):
        merging.merge(desk.officer, second, first, reason="")
    drill = desk.open(is_exercise=True)
    with pytest.raises(NotPossible, match="diễn tập"):
        merging.merge(desk.officer, drill, first, reason="giống nhau")
    second.refresh_from_db()
    assert second.is_open


def test_who_may_change_only_one_of_them_does_not_merge(desk, pair):
    _first, second, _task = pair
    elsewhere = actions.open_incident(desk.officer, desk.hd.elsewhere, title="Ngập nơi khác", severity=3)
    here_only = desk.hd.officer("duty_officer", desk.hd.committee, desk.hd.here)
    with pytest.raises(Refused):
        merging.merge(here_only, second, elsewhere, reason="giống nhau")
    second.refresh_from_db()
    assert second.is_open


def test_parts_hang_on_a_greater_incident_which_cannot_end_before_them(desk, pair):
    first, second, _task = pair
    storm = desk.open(title="Bão số 9", playbook=("", ""))
    for one in (first, second):
        family.attach(desk.officer, one, storm)
    assert {one.code for one in queries.board(desk.officer, storm).parts} == {first.code, second.code}
    with pytest.raises(NotPossible, match=f"sự cố con {first.code} còn mở"):
        actions.close(desk.officer, storm, outcome="Bão tan", lessons="Không")
    with pytest.raises(NotPossible, match="vòng"):
        family.attach(desk.officer, Incident.objects.get(pk=storm.pk), Incident.objects.get(pk=first.pk))
    alone = family.detach(desk.officer, Incident.objects.get(pk=first.pk), reason="không do bão")
    assert alone.parent is None
    assert storm.log.order_by("pk").last().text_vi == f"Gỡ sự cố con {first.code}: không do bão"
