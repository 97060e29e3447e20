"""The inbox and the page of a case, as officers use them."""

import io

import pytest
from PIL import Image

from haidang.core.audit.models import Event
from haidang.core.cases import actions
from haidang.core.cases.opening import Someone


def jpeg(colour="red"):
    picture = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(picture, "JPEG")
    picture.seek(0)
    picture.name = "after.jpg"
    return picture


@pytest.fixture
def case(counter):
    people = [Someone("reporter", name="Trần Thị B", phone="0901234567")]
    return counter.open(text="Rác tràn cả ra đường", people=people, is_anonymous=True)


@pytest.fixture
def clerk(counter, browser):
    return browser(counter.clerk)


@pytest.fixture
def centre(counter, browser):
    return browser(counter.centre)


def text(answer):
    return answer.content.decode()


def test_the_inbox_shows_the_offices_own_and_says_when_there_is_none(case, clerk, counter, browser):
    page = text(clerk.get("/cases/"))
    assert case.code in page
    assert "Rác tràn ra đường" in page
    other = text(browser(counter.other_clerk).get("/cases/"))
    assert case.code not in other
    assert "Không có việc nào ở đây" in other
    assert "Bỏ mọi bộ lọc" in text(clerk.get("/cases/?q=khongco"))


@pytest.mark.parametrize("tab", ["mine", "unassigned", "open", "late", "waiting", "all"])
def test_every_tab_and_the_export_answer(case, clerk, tab):
    assert clerk.get(f"/cases/?tab={tab}&kind=report&grade=normal").status_code == 200
    exported = b"".join(clerk.get(f"/cases/export.csv?tab={tab}").streaming_content).decode()
    assert "Trần" not in exported


def test_one_screen_tells_it_all_but_who_sent_it(case, clerk):
    page = text(clerk.get(case.link))
    for said in (
        "Rác tràn cả ra đường",
        "xã nhận việc của mình: Phường Vũng Tàu",
        "tiếp nhận: 8 giờ làm việc",
        "Diễn biến",
    ):
        assert said in page
    assert "Trần Thị B" not in page
    assert case.secret not in page


def test_who_may_look_gives_a_reason_that_is_journalled(case, clerk, centre):
    assert clerk.post(f"{case.link}people", {"why": "tò mò"}).status_code == 403
    assert centre.post(f"{case.link}people", {"why": " "}).status_code == 422
    assert "0901234567" in text(centre.post(f"{case.link}people", {"why": "gọi hỏi vị trí"}))
    assert Event.objects.get(action="case.look").facts["why"] == "gọi hỏi vị trí"


def test_it_is_accepted_assigned_proved_and_finished(case, clerk, centre, counter):
    assert centre.post(f"{case.link}moves/take", {"seen": "new"}).status_code == 302
    assert clerk.post(f"{case.link}take").status_code == 302
    sent = clerk.post(f"{case.link}attach", {"role": "after", "file": jpeg()})
    assert sent.status_code == 302
    paper = case.papers.get(role="after")
    picture = clerk.get(f"{case.link}files/{paper.file.token}")
    assert picture["Content-Type"] == "image/jpeg"
    refused = clerk.post(f"{case.link}moves/finish", {"seen": "handling", "text": " "})
    assert refused.status_code == 422
    assert clerk.post(f"{case.link}moves/finish", {"seen": "handling", "text": "Đã dọn sạch"}).status_code == 302
    assert counter.fresh(case).answer == "Đã dọn sạch"
    assert "Đã dọn sạch" in text(clerk.get(case.link))


def test_a_wrong_file_is_refused_in_plain_words_and_changes_nothing(case, clerk):
    program = io.BytesIO(b"MZ\x90\x00" + b"\x00" * 500)
    program.name = "photo.jpg"
    answer = clerk.post(f"{case.link}attach", {"role": "after", "file": program})
    assert answer.status_code == 422
    assert not case.papers.exists()


def test_whoever_comes_second_is_told(case, clerk, centre):
    centre.post(f"{case.link}moves/take", {"seen": "new"})
    late = clerk.post(f"{case.link}moves/ask", {"seen": "new", "text": "Ở đâu?"})
    assert late.status_code == 422
    assert "Người khác vừa chuyển" in text(late)


def test_what_stands_in_the_way_is_said_instead_of_a_button(case, centre, counter):
    centre.post(f"{case.link}moves/take", {"seen": "new"})
    actions.split(counter.centre, counter.fresh(case), counter.hd.department, text="Nạo vét")
    page = text(centre.get(case.link))
    assert "còn 1 phần việc giao cho cơ quan khác chưa xong" in page
    assert "Nạo vét" in page


def test_lines_for_officers_and_for_the_citizen_are_told_apart(case, clerk, counter):
    clerk.post(f"{case.link}note", {"text": "gọi đội vệ sinh"})
    clerk.post(f"{case.link}reply", {"text": "Chúng tôi đang đến"})
    seen_by_all = [line.text_vi for line in case.lines.filter(audience="all")]
    assert "Chúng tôi đang đến" in seen_by_all
    assert "gọi đội vệ sinh" not in seen_by_all
    page = text(clerk.get(f"{case.link}live"))
    assert "gọi đội vệ sinh" in page


@pytest.mark.parametrize(
    "what", ["assign", "transfer", "extend", "attach", "split", "merge", "moves/ask", "moves/refuse"]
)
def test_every_form_opens_for_the_office_and_not_for_others(case, clerk, counter, browser, what):
    assert clerk.get(f"{case.link}{what}").status_code == 200
    assert browser(counter.other_clerk).get(f"{case.link}{what}").status_code == 404


def test_a_list_is_saved_under_a_name(case, clerk):
    clerk.post("/cases/views", {"name": "Quá hạn của phường", "query": "tab=late"})
    assert "/cases/?tab=late" in text(clerk.get("/cases/"))
    assert clerk.post("/cases/views", {"name": "", "query": ""}).status_code == 422


def test_the_board_counts_by_office(case, centre):
    page = text(centre.get("/cases/board"))
    assert "UBND phường Vũng Tàu" in page


def test_published_is_what_was_chosen_and_can_be_taken_back(case, centre, counter):
    assert centre.post(f"{case.link}publish", {"title": "Rác ở Thùy Vân"}).status_code == 302
    fresh = counter.fresh(case)
    assert (fresh.title, fresh.published_at is not None) == ("Rác ở Thùy Vân", True)
    assert centre.post(f"{case.link}unpublish", {"reason": "có tên người"}).status_code == 302
    assert counter.fresh(case).published_at is None
