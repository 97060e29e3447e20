"""Accounts for dropping files, receipts, and tables of readings brought by hand, as the desk shows them."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from haidang.core.audit.models import Event
from haidang.core.doors import dropping, receipts
from haidang.core.doors.models import DropAccount, DropFile, ReadingTable
from haidang.core.doors.passwords import is_right
from haidang.core.doors.receipts import Came
from haidang.core.doors.signing_in import Entrance
from haidang.core.notices.models import Notice
from haidang.core.telemetry.tests.conftest import rows
from haidang.core.things.models import Series, Source, Thing
from haidang.kernel import clock
from haidang.kernel.manifest import Words

__all__ = ["rows"]


@pytest.fixture
def station(desk):
    """A station of the environment office's own source, whose files come by accounts."""
    source = Source.objects.create(
        key="tep", name_vi="Tệp trạm", name_en="Files", door="files", format="tt10", office=desk.hd.centre
    )
    thing = Thing.objects.create(
        code="AQ-9", domain="environment", type="air_station", name_vi="Trạm Bến", name_en="", folded="", sort_key="",
        place=desk.hd.here, source=source,
    )  # fmt: skip
    Series.objects.create(thing=thing, key="pm25", source=source, cadence_seconds=3600, unit="µg/m³")
    return desk


def text(answer):
    return answer.content.decode()


def test_an_account_is_opened_renewed_and_closed_and_its_password_is_told_once(station):
    browser = station.client("integrator")
    made = browser.post("/sources/tep/accounts/new/", {"name": "tram-vt", "quota_mb": 50, "note": "Ông Năm giữ máy"})
    row = DropAccount.objects.get()
    password = text(made).partition("data-secret>")[2].partition("<")[0]
    assert is_right(password, row.hash)
    assert "no-store" in made["Cache-Control"]
    page = text(browser.get("/sources/accounts/tram-vt/")) + text(browser.get("/sources/tep/"))
    assert password not in page
    assert "Ông Năm" in page
    assert not Event.objects.filter(facts__icontains=password).exists()
    browser.post("/sources/accounts/tram-vt/renew/")
    row.refresh_from_db()
    assert not is_right(password, row.hash)
    entrance = Entrance()
    entrance.refresh()
    assert list(entrance.entries) == ["tram-vt"]
    browser.post("/sources/accounts/tram-vt/close/", {"why": "hết hợp đồng"})
    assert "hết hợp đồng" in text(browser.get("/sources/accounts/tram-vt/"))
    again = Entrance()
    again.refresh()
    assert again.entries == {}


@pytest.mark.parametrize("wrong", [{"name": "Trạm"}, {"quota_mb": 0}, {"public_keys": "ssh-rsa khong phai"}])
def test_an_account_that_cannot_be_stays_on_the_form(station, wrong):
    form = {"name": "tram-vt", "quota_mb": 50} | wrong
    assert station.client("integrator").post("/sources/tep/accounts/new/", form).status_code == 422
    assert not DropAccount.objects.exists()


def test_who_may_not_open_accounts_is_told_so(station):
    answer = station.client("duty_officer").post("/sources/tep/accounts/new/", {"name": "tram-vt", "quota_mb": 50})
    assert answer.status_code == 403


def test_receipts_say_what_became_of_each_file_and_leave_as_csv(station):
    source = Source.objects.get(key="tep")
    why = Words(vi="sai đơn vị", en="wrong unit")
    row = receipts.keep(Came(source, "tram-vt", "2026/a.txt", b"xin"), "partly", [(3, why)], accepted=4)
    browser = station.client("integrator")
    assert "2026/a.txt" in text(browser.get("/sources/files/?outcome=partly"))
    assert "2026/a.txt" not in text(browser.get("/sources/files/?outcome=taken"))
    assert "sai đơn vị" in text(browser.get(f"/sources/files/{row.pk}/"))
    lines = b"".join(browser.get("/sources/files/?as=csv").streaming_content).decode()
    assert "sai đơn vị" in lines


def moment(hours):
    return f"{clock.now().astimezone(clock.HO_CHI_MINH) - timedelta(hours=hours):%d/%m/%Y %H:%M}"


def table(*rows):
    lines = ["Thời gian;Trạm;PM2.5 (µg/m³)", *rows]
    return SimpleUploadedFile("thang.csv", "\n".join(lines).encode())


def brought(browser, *rows):
    answer = browser.post("/sources/tables/", {"source": "tep", "file": table(*rows)})
    assert answer.status_code == 302, text(answer)
    return answer["Location"]


def form_of(page):
    """What the form on a page would send as it stands."""
    from selectolax.lexbor import LexborHTMLParser

    selects = LexborHTMLParser(page).css("main select")
    return {
        one.attributes["name"]: next(choice.attributes["value"] for choice in one.css("option[selected]"))
        for one in selects
    }


def test_a_table_is_previewed_then_its_right_rows_go_in_and_the_wrong_ones_are_a_list(station, rows):
    browser = station.client("integrator")
    at = brought(
        browser, f"{moment(3)};AQ-9;27,5", f"{moment(2)};AQ-9;=1+1", f"{moment(1)};LẠ-1;3", f"{moment(-3)};AQ-9;4"
    )
    page = text(browser.get(at))
    assert "27,5" in page
    assert rows("SELECT count(*) FROM reading") == [(0,)]
    refused = browser.post(at, form_of(page) | {"do": "take"}, follow=True)
    assert "Còn 3 dòng sai" in text(refused)
    assert rows("SELECT count(*) FROM reading") == [(0,)]
    sheet = openpyxl.load_workbook(io.BytesIO(browser.get(f"{at}wrong.xlsx").content)).active
    assert [(line[0].value, line[4].value) for line in sheet.iter_rows(min_row=2)] == [(3, "'=1+1"), (4, "3"), (5, "4")]
    done = text(browser.post(at, form_of(page) | {"do": "take_right"}, follow=True))
    assert "Đã ghi 1 số đo" in done
    assert "không phải một số" in done
    assert rows("SELECT value FROM reading") == [(27.5,)]
    assert station.actions()[-1] == "table.take"
    assert "'=1+1" in b"".join(browser.get(f"{at}wrong.csv").streaming_content).decode()
    assert ReadingTable.objects.get().state == "partly"


def test_how_a_table_is_read_is_corrected_and_remembered_for_the_next(station, rows):
    browser = station.client("integrator")
    at = brought(browser, f"{moment(3)};AQ-9;27")
    wanted = form_of(text(browser.get(at)))
    page = text(browser.post(at, wanted | {"series-2": "", "do": "read"}, follow=True))
    assert "Chọn ít nhất một cột số liệu" in page
    browser.post(at, wanted | {"do": "take"})
    assert rows("SELECT value FROM reading") == [(27.0,)]
    again = brought(browser, f"{moment(2)};AQ-9;28")
    assert form_of(text(browser.get(again))) == wanted
    browser.post(again, {"do": "drop"})
    assert ReadingTable.objects.order_by("id").last().state == "dropped"


def test_a_table_is_brought_for_the_own_office_alone(station):
    other = Source.objects.create(key="khac", name_vi="Khác", name_en="", door="files", office=station.hd.department)
    thing = Thing.objects.get()
    Series.objects.create(thing=thing, key="temp", source=other, cadence_seconds=3600)
    page = text(station.client("department_officer").get("/sources/tables/"))
    assert ('value="tep"' in page, 'value="khac"' in page) == (True, False)
    answer = station.client("department_officer").post("/sources/tables/", {"source": "khac", "file": table("a;b;c")})
    assert answer.status_code == 422
    assert not ReadingTable.objects.exists()


def test_a_dropped_table_is_mapped_once_on_the_page_and_its_likes_go_in_with_it(station, rows):
    source = Source.objects.get(key="tep")
    for hours in (3, 2):
        body = table(f"{moment(hours)};AQ-9;{hours}").read()
        dropping.ask(Came(source, "tram-vt", f"{hours}.csv", body), Words(vi="ghép cột", en="map"))
    (notice,) = Notice.objects.filter(kind="table.waits")
    assert notice.to_office == source.office
    browser = station.client("integrator")
    assert "2 bảng gửi đến qua tệp" in text(browser.get("/sources/tables/"))
    receipt = text(browser.get(f"/sources/files/{DropFile.objects.order_by('id')[0].pk}/"))
    at = f"/sources/tables/{ReadingTable.objects.order_by('id')[0].pk}/"
    assert f'href="{at}"' in receipt
    assert notice.link == at
    done = text(browser.post(at, form_of(text(browser.get(at))) | {"do": "take"}, follow=True))
    assert "1 tệp khác chờ cùng các cột này" in done
    assert rows("SELECT value FROM reading ORDER BY at") == [(3.0,), (2.0,)]
