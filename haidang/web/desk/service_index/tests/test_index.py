"""The room of index 766 and the page for everybody."""

import json

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from haidang.core.service_index import actions, periods
from haidang.core.service_index.models import Points
from haidang.core.service_index.tests.test_counting import finished
from haidang.kernel import clock
from haidang.kernel.action import system
from haidang.web.tests.browsing import browser, read

HERE = "?period=2026-11"


def counted(till):
    late = finished(till, on=20)
    finished(till)
    with clock.frozen(clock.now().replace(year=2026, month=11, day=28)):
        actions.count(system("test"), periods.read("2026-11"))
    return late


def who(till, role):
    return browser(
        till.counter.hd.officer(role, till.counter.hd.centre, till.counter.hd.province, "internal", "personal")
    )


def test_the_table_leads_to_the_dossiers_behind_a_number(till):
    late = counted(till)
    desk = who(till, "leader")
    page = read(desk.get(f"/service-index/{HERE}"))
    assert "Toàn tỉnh" in page
    assert "UBND phường Vũng Tàu" in page
    why = read(desk.get(f"/service-index/why/2.1/{HERE}"))
    assert late.code in why
    assert "xong sau hạn" in why
    assert "10" in read(desk.get(f"/service-index/{HERE}&office=UBND-26506"))
    assert desk.get("/service-index/why/9.9/").status_code == 404
    assert desk.get("/service-index/?period=hôm-qua").status_code == 200


def test_points_are_written_down_and_numbers_of_the_nation_taken_in(till):
    counted(till)
    desk = who(till, "administrator")
    page = read(desk.get(f"/service-index/{HERE}"))
    assert "chưa biết điểm" in page
    assert desk.post("/service-index/points/3.3/", {"max": "6", "source": "Công văn", "trust": "S"}).status_code == 302
    assert Points.objects.get().max == 6
    assert desk.post("/service-index/points/2.1/", {"max": "6", "source": "x", "trust": "S"}).status_code == 422
    body = json.dumps([{"departmentCode": "H99", "totalReceived": 9}]).encode()
    given = {"file": SimpleUploadedFile("a.json", body), "period": "2026-11"}
    assert desk.post("/service-index/import/", given).status_code == 302
    assert "totalReceived" in read(desk.get(f"/service-index/national/{HERE}"))
    assert desk.post(f"/service-index/count/{HERE}").status_code == 302
    assert desk.post("/service-index/import/", {"file": SimpleUploadedFile("a.json", b"x")}).status_code == 422


def test_everybody_reads_the_results_and_takes_the_numbers_along(till):
    counted(till)
    phone = Client()
    assert "UBND phường Vũng Tàu" in read(phone.get(f"/app/service-index/{HERE}"))
    rows = b"".join(phone.get(f"/app/service-index/index.csv{HERE}").streaming_content).decode()
    assert "2.1" in rows
    assert "Nguyễn Văn An" not in rows
    assert "chưa có số liệu" in read(phone.get("/app/service-index/?period=2020"))
    assert phone.get("/service-index/").status_code == 302
