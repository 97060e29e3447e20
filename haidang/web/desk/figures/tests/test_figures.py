"""An office writes its figures and sends them; its head approves; everybody sees who is late."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from haidang.core.directory.models import Person
from haidang.core.indicators.models import Submission
from haidang.core.indicators.tests.world import NOW
from haidang.kernel import clock
from haidang.web.desk.figures import lines
from haidang.web.desk.indicators.tests.fields import declared
from haidang.web.tests.browsing import browser, read

URL = "/figures/SNNMT/2026-10/"


@pytest.fixture
def office(desk):
    with clock.frozen(NOW):
        declared(desk)
        yield desk


def officer(desk, role="department_officer"):
    who = desk.hd.officer(role, desk.hd.department, desk.hd.province)
    Person.objects.filter(pk=who.id).update(office=desk.hd.department)
    return browser(who)


def figures(**more):
    return {"farm.load|": "1.234,5", "note farm.load|": "", "farm.rice|26506": "10", "do": "send"} | more


def test_two_people_bring_a_figure_by_hand(office):
    writer, head = officer(office), officer(office, "team_lead")
    page = read(writer.get(URL))
    assert "Sản lượng lúa" in page
    assert "Phường Vũng Tàu" in page
    assert writer.post(URL, figures()).status_code == 302
    assert "cần người thứ hai" in read(writer.get(URL))
    assert "Chờ bạn duyệt" not in read(writer.get("/figures/"))
    assert "Chờ bạn duyệt" in read(head.get("/figures/"))
    row = Submission.objects.get()
    assert "1234,5" in read(head.get(URL))
    assert head.post(URL, {"do": "approve", "number": row.number}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.lot.receipt["new"]) == ("approved", 2)
    assert "đã duyệt" in read(head.get("/figures/"))


def test_what_is_no_number_is_marked_and_what_was_typed_stays(office):
    writer = officer(office)
    page = read(writer.post(URL, figures(**{"farm.load|": "nhiều"})), 422)
    assert "Không phải một số." in page
    assert 'value="nhiều"' in page
    assert not Submission.objects.exists()


def test_a_returned_form_shows_why(office):
    writer = officer(office)
    writer.post(URL, figures(do="save") | {"farm.rice|26506": "5"})
    writer.post(URL, figures())
    head = officer(office, "team_lead")
    head.post(URL, {"do": "return", "number": Submission.objects.get().number, "why": "thiếu xã"})
    assert "thiếu xã" in read(writer.get(URL))
    assert Submission.objects.get().state == "returned"


def test_others_neither_write_nor_see(office):
    stranger = office.hd.officer("department_officer", office.hd.centre, office.hd.province)
    assert browser(stranger).get(URL).status_code == 403
    page = read(browser(stranger).get("/figures/"))
    assert "Sở Nông nghiệp và Môi trường" in page
    assert URL not in page
    assert officer(office).get("/figures/nowhere/2026-10/").status_code == 404
    assert officer(office).get("/figures/SNNMT/soon/").status_code == 404
    assert officer(office).get("/figures/SNNMT/0001/").status_code == 404
    assert officer(office).post(URL, {"do": "dance"}).status_code in (409, 422)


def test_a_long_form_is_written_one_indicator_at_a_time(office, monkeypatch):
    monkeypatch.setattr(lines, "AT_ONCE", 2)
    writer = officer(office)
    page = read(writer.get(URL + "?indicator=farm.load"))
    assert 'name="farm.load|"' in page
    assert 'name="farm.rice|26506"' not in page
    assert writer.post(URL + "?indicator=farm.load", figures(do="save")).status_code == 302
    assert [one["indicator"] for one in Submission.objects.get().cells] == ["farm.load"]


def test_a_figure_that_cannot_be_sent_is_kept_as_draft_and_marked(office):
    declared(office, {"key": "share", "unit": "%", "valid_range": [0, 100]})
    page = read(officer(office).post(URL, {"farm.share|": "101", "do": "send"}), 422)
    assert "Ngoài khoảng cho phép" in page
    assert 'value="101"' in page
    assert Submission.objects.get().state == "draft"


def test_changes_are_kept_by_themselves_and_bad_ones_told(office):
    writer = officer(office)
    said = writer.post(URL, {"farm.load|": "12", "note farm.load|": "", "do": "autosave"}).json()
    assert (said["wrong"], len(Submission.objects.get().cells)) == ({}, 1)
    said = writer.post(URL, {"farm.rice|26506": "nhiều", "note farm.rice|26506": "", "do": "autosave"}).json()
    assert said["wrong"] == {"farm.rice|26506": "Không phải một số."}
    assert [one["value"] for one in Submission.objects.get().cells] == [12]


def test_a_form_goes_out_as_a_workbook_and_comes_back(office):
    writer = officer(office)
    body = writer.get(f"{URL}template.xlsx").content
    book = load_workbook(BytesIO(body))
    book.active["G5"], out = "1.234,5", BytesIO()
    book.save(out)
    assert writer.post(f"{URL}file/", {"file": SimpleUploadedFile("a.xlsx", out.getvalue())}).status_code == 302
    assert [one["value"] for one in Submission.objects.get().cells] == [1234.5]
    book.active["G5"], out = "nhiều", BytesIO()
    book.save(out)
    page = read(writer.post(f"{URL}file/", {"file": SimpleUploadedFile("a.xlsx", out.getvalue())}), 422)
    assert "G5" in page
    assert "base64," in page
    assert "Không đọc được" in read(writer.post(f"{URL}file/"), 422)
    assert [one["value"] for one in Submission.objects.get().cells] == [1234.5]


def test_a_table_of_several_periods_becomes_forms_that_are_sent_at_once(office):
    writer = officer(office)
    text = "Mã chỉ tiêu,Mã nơi,2026-09,2026-10\nfarm.load,,5,6\n"
    sent = {"office": office.hd.department.code, "file": SimpleUploadedFile("nam.csv", text.encode())}
    assert "tháng 9/2026" in read(writer.post("/figures/table/", sent))
    rows = Submission.objects.all()
    assert [row.state for row in rows] == ["draft", "draft"]
    assert writer.post("/figures/send/", {"form": [row.pk for row in rows]}).status_code == 302
    assert {row.state for row in Submission.objects.all()} == {"submitted"}
    sent["file"] = SimpleUploadedFile("nam.csv", b"<html>")
    assert "Đây không phải tệp" in read(writer.post("/figures/table/", sent), 422)
