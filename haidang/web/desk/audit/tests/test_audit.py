"""The journal as a reader sees it."""

import pytest
from django.db import connection

from haidang.core.audit.models import Event
from haidang.core.directory import actions
from haidang.web.tests.browsing import HTMX, text


@pytest.fixture
def admin(desk):
    return desk.client("administrator")


@pytest.fixture
def changed(desk):
    """Somebody's name was changed."""
    person = desk.hd.person("lan", office=desk.hd.centre)
    actions.change_person(desk.person("administrator").as_actor(), person, full_name="Nguyễn Ngọc Lan")
    return person


def test_the_feed_tells_who_did_what_to_whom_and_why_they_might(admin, changed):
    page = text(admin.get("/audit/"))
    assert "sửa người dùng" in page
    assert "Nguyễn Ngọc Lan" in page
    assert "được phép: vai trò Quản trị" in page


@pytest.mark.parametrize("role", ["administrator", "auditor"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_who_keeps_the_books_reads_them(desk, changed, role, language):
    assert desk.client(role, language).get("/audit/").status_code == 200


@pytest.mark.parametrize("role", ["duty_officer", "integrator", "field_unit"])
def test_others_are_told_why_not(desk, role):
    answer = desk.client(role).get("/audit/")
    assert answer.status_code == 403
    assert "cần vai trò" in text(answer)


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("q=ngoc+lan", True),
        ("q=bui", False),
        ("action=person.*", True),
        ("action=duty.give", False),
        ("actor=person", True),
        ("actor=system", False),
        ("kind=person", True),
        ("kind=rule", False),
        ("since=2200-01-01", False),
        ("until=2200-01-01", True),
    ],
)
def test_each_filter_narrows(admin, changed, query, is_found):
    page = admin.get(f"/audit/?{query}", headers=HTMX)
    assert ("Nguyễn Ngọc Lan" in text(page)) is is_found


def test_a_day_that_is_none_is_said_and_does_not_narrow(admin, changed):
    page = text(admin.get("/audit/?since=hom-qua"))
    assert "field-error" in page
    assert "Nguyễn Ngọc Lan" in page


def test_an_event_shows_before_and_after(admin, changed):
    event = Event.objects.get(action="person.change")
    page = text(admin.get(f"/audit/{event.seq}/"))
    assert "<del>Lan</del>" in page
    assert "<ins>Nguyễn Ngọc Lan</ins>" in page
    assert bytes(event.hash).hex() in page
    assert "nguyên vẹn" in page


def test_a_whole_chain_is_called_whole(admin, changed):
    assert "Chuỗi nhật ký nguyên vẹn" in text(admin.get("/audit/chain/", headers=HTMX))


def test_a_changed_row_is_found_and_named(admin, changed):
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE event SET actor_name = 'Ai đó' WHERE action = 'person.change'")
        cursor.execute("SET session_replication_role = origin")
    seq = Event.objects.get(action="person.change").seq
    page = text(admin.get("/audit/chain/"))
    assert f"Dòng {seq}" in page
    assert "đã bị sửa" in text(admin.get(f"/audit/{seq}/"))


def test_the_csv_holds_the_same_filter_and_no_formula(admin, desk, changed):
    actions.change_person(desk.person("administrator").as_actor(), changed, full_name="=1+1")
    answer = admin.get("/audit/export.csv?action=person.change")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + Event.objects.filter(action="person.change").count()
    assert "'=1+1" in lines[1]


def test_reading_leaves_no_event(admin, desk, changed):
    desk.actions()
    admin.get("/audit/")
    assert desk.actions() == []
