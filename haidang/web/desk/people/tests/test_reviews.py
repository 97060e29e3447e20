"""The review of accounts and duties, through a browser's eyes."""

from datetime import timedelta

import pytest

from haidang.core.directory import reviews
from haidang.core.directory.models import Duty, Office, Person, Review, ReviewLine
from haidang.kernel import clock
from haidang.kernel.action import Refused, system
from haidang.web.tests.browsing import text


@pytest.fixture
def lan(desk):
    person = desk.hd.person("lan", office=desk.hd.centre)
    desk.hd.duty(person, "duty_officer", desk.hd.centre, desk.hd.province)
    return person


@pytest.fixture
def admin(desk, lan):
    return desk.client("administrator")


@pytest.fixture
def review(admin):
    return reviews.begin(system("test"))


def line_of(person):
    return ReviewLine.objects.get(person=person)


def test_it_begins_once_and_again_after_six_months(admin):
    first = reviews.keep_going()
    assert reviews.keep_going() == first
    with clock.frozen(clock.now() + timedelta(days=184)):
        assert reviews.keep_going() != first


def test_lines_are_kept_together_but_not_ones_own(admin, desk, lan, review):
    mine = line_of(desk.person("administrator"))
    admin.post("/people/reviews/keep/", {"line": [line_of(lan).pk, mine.pk]})
    assert line_of(lan).state == "kept"
    assert line_of(desk.person("administrator")).state == "waiting"
    assert "người khác xác nhận" in text(admin.get("/people/reviews/"))


def test_an_english_reader_sees_offices_by_their_english_names(admin, desk, lan, review):
    Office.objects.filter(pk=desk.hd.centre.pk).update(name_en="Operations Centre")
    page = text(admin.get("/people/reviews/", headers={"accept-language": "en"}))
    assert page.count(">Operations Centre<") >= 3, "to choose, in the row and in the progress"


def test_a_duty_is_taken_away_with_a_reason_at_once(admin, lan, review):
    address = f"/people/reviews/lines/{line_of(lan).pk}/take/"
    assert admin.post(address, {"why": ""}).status_code == 422
    admin.post(address, {"why": "đã chuyển công tác"})
    assert line_of(lan).state == "taken"
    assert Duty.objects.get(person=lan).revoked_at is not None


def test_an_account_without_duties_is_closed(admin, desk, review):
    spare = desk.hd.person("binh", office=desk.hd.centre)
    Review.objects.all().delete()
    reviews.begin(system("test"))
    admin.post(f"/people/reviews/lines/{line_of(spare).pk}/take/", {"why": "không còn dùng"})
    spare.refresh_from_db()
    assert (spare.is_active, spare.closed_for) == (False, "review")


def test_what_ended_meanwhile_needs_no_answer(admin, lan, review):
    Duty.objects.filter(person=lan).update(revoked_at=clock.now())
    reviews.keep_going()
    assert line_of(lan).state == "gone"


def test_who_is_late_is_said_and_nothing_is_taken_by_silence(admin, lan, review):
    Review.objects.update(due_on=clock.today() - timedelta(days=1))
    reviews.keep_going()
    assert "quá hạn" in text(admin.get("/people/reviews/"))
    assert Duty.objects.get(person=lan).revoked_at is None


def test_the_list_is_a_table_for_the_file(admin, lan, review):
    answer = admin.get(f"/people/reviews/{review.pk}/csv/")
    said = b"".join(answer).decode() if answer.streaming else answer.content.decode()
    assert "lan" in said
    assert "chờ xác nhận" in said


def test_others_answer_nothing(desk, lan, review):
    with pytest.raises(Refused):
        reviews.keep(desk.person("shift_lead").as_actor(), line_of(lan))


def test_a_person_shows_how_they_sign_in_to_who_may_end_their_sessions(admin, desk, lan):
    assert admin.get(f"/people/{lan.pk}/signins/").status_code == 200
    assert desk.client("shift_lead").get(f"/people/{lan.pk}/signins/").status_code == 403
    page = text(admin.get("/people/limits/"))
    assert "TCVN 14423:2026" in page
    assert "</svg> Quản trị</th>" in page, "each obligatory role is named in its row"


def test_accounts_nobody_used_are_found_before_they_are_closed(admin, desk, lan):
    Person.objects.filter(pk=lan.pk).update(opened_at=clock.now() - timedelta(days=40))
    page = text(admin.get("/people/?state=idle"))
    assert "lan" in page
    assert "đóng ngày" in text(admin.get(f"/people/{lan.pk}/"))
