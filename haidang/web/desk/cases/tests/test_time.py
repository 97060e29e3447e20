"""What the page, the board and the export say of time: which clock broke and why, on time twice over, who is loaded."""

import re
from datetime import timedelta

import pytest

from haidang.core.cases import actions, jobs
from haidang.core.cases.tests.counter import MONDAY
from haidang.core.directory.models import Person
from haidang.core.procedures import templates
from haidang.kernel.clock import frozen

DAY = timedelta(days=1)


@pytest.fixture
def case(counter):
    """Taken up on Monday at nine, five working days for it."""
    with frozen(MONDAY):
        return actions.move(counter.centre, counter.open(), "take")


@pytest.fixture
def clerk(counter, browser):
    return browser(counter.clerk)


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_page_says_which_clock_broke_with_whom_and_what_took_the_time(counter, clerk, case):
    with frozen(MONDAY + DAY):
        actions.move(counter.clerk, case, "ask", text="Ở đâu?")
    with frozen(MONDAY + 2 * DAY):
        actions.respond(counter.holder(case), counter.fresh(case), "supply", text="Trước số 12")
    with frozen(MONDAY + 10 * DAY):
        jobs.watch_clocks()
        page = text(clerk.get(case.link))
    assert "Trễ từ" in page
    assert "“handling”, UBND phường Vũng Tàu" in page
    assert "chờ người dân, không tính" in page
    assert "Thời gian ở đâu" in page


def test_an_extension_is_offered_as_far_as_the_law_allows(counter, clerk, case):
    with frozen(MONDAY + DAY):
        assert "nhiều nhất 5 ngày làm việc" in text(clerk.get(f"{case.link}extend"))
        refused = clerk.post(f"{case.link}extend", {"length": 6, "unit": "wd", "reason": "mưa"})
        assert refused.status_code == 422
        assert clerk.post(f"{case.link}extend", {"length": 2, "unit": "wd", "reason": "mưa"}).status_code == 302
        assert "Quy định không cho gia hạn thêm" in text(clerk.get(f"{case.link}extend"))
        assert "gia hạn 2 ngày làm việc" in text(clerk.get(case.link))


def test_on_time_is_counted_by_the_first_deadline_and_by_the_extended_one(counter, clerk, case):
    with frozen(MONDAY + DAY):
        actions.extend(counter.clerk, case, limit="3wd", reason="mưa")
    with frozen(MONDAY + 8 * DAY):
        actions.move(counter.clerk, counter.fresh(case), "finish", text="Xong")
    with frozen(MONDAY + 9 * DAY):
        board = clerk.get("/cases/board")
        assert (board.context["whole"]["on_time"], board.context["whole"]["extended"]) == (0, 100)
        rows = b"".join(clerk.get("/cases/export.csv?tab=all").streaming_content).decode().splitlines()
    head, row = (line.split(",") for line in rows)
    said = dict(zip(head, row, strict=True))
    assert (said["Đúng hạn ban đầu"], said["Đúng hạn kể cả gia hạn"]) == ("0", "1")


def test_the_board_goes_from_offices_to_people_to_their_list(counter, clerk, browser, case):
    with frozen(MONDAY + DAY):
        actions.assign(counter.clerk, case, Person.objects.get(pk=counter.clerk.id))
        counter.open(place=counter.hd.elsewhere)
        every = browser(counter.centre)
        page = text(every.get("/cases/board"))
        assert "UBND phường Bà Rịa" in page
        one = text(every.get(f"/cases/board?office={counter.hd.committee.code}"))
        assert counter.clerk.name in one
        assert f"officer={counter.clerk.id}" in one
        own = text(clerk.get("/cases/board"))  # sees one office alone, so its people
        assert counter.clerk.name in own
        listed = text(every.get(f"/cases/?office={counter.hd.committee.code}&officer={counter.clerk.id}"))
        assert case.code in listed
    with frozen(MONDAY + 12 * DAY):
        jobs.watch_clocks()
        assert case.code in text(every.get("/cases/board"))


def test_words_are_filled_in_and_can_be_written_over(counter, clerk, case):
    hd = counter.hd
    lead = hd.officer("team_lead", hd.committee, hd.here)
    templates.add(lead, office=hd.committee, kind="report", name="Xong", text="Phản ánh {code}: {office} đã làm.")
    with frozen(MONDAY + DAY):
        page = text(clerk.get(f"{case.link}moves/finish"))
        assert f"Phản ánh {case.code}: UBND phường Vũng Tàu đã làm." in page.replace("&quot;", '"')
        own = templates.for_case(case, "finish")[0]
        clerk.post(f"{case.link}moves/finish", {"seen": "handling", "template": f"own{own.pk}", "text": ""})
    assert counter.fresh(case).answer == f"Phản ánh {case.code}: UBND phường Vũng Tàu đã làm."


def test_the_inbox_is_sorted_narrowed_and_searched_by_telephone(counter, clerk, browser, case):
    with frozen(MONDAY + DAY):
        later = counter.open(title="Việc sau")
        newest = text(clerk.get("/cases/?sort=newest"))
        assert newest.index(later.code) < newest.index(case.code)
        oldest = text(clerk.get("/cases/?sort=oldest"))
        assert oldest.index(case.code) < oldest.index(later.code)
        actions.sort(counter.centre, later, later.procedure, grade="urgent")
        assert "Tìm hồ sơ theo số điện thoại" not in text(clerk.get("/cases/?q=0901234567"))
        centre = browser(counter.centre)
        assert "Tìm hồ sơ theo số điện thoại" in text(centre.get("/cases/?q=0901234567"))
        assert "Hồ sơ có số này" in text(centre.post("/cases/trace", {"q": "0901234567", "why": "gọi hỏi"}))
        assert clerk.post("/cases/trace", {"q": "0901234567", "why": "x"}).status_code == 403
