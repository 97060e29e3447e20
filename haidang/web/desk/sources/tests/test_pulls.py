"""Sources that are read are set up, tried and read on screen; secrets go in and never out."""

import pytest

from haidang.core.indicators import sync
from haidang.core.indicators.tests.world import domain
from haidang.core.pulling.models import InnerHost, Pull, PullRun
from haidang.web.templatetags.sources import source_fault

FORM = {
    "key": "customs", "name_vi": "Hải quan", "name_en": "", "office": "", "data_class": "internal",
    "address": "{outside}/figures/customs.csv", "every": "1h", "timeout": "20s", "delimiter": ";", "encoding": "utf-8",
    "decimal": ",", "proof": "bearer", "user": "", "header": "", "new_secret": "rat-kin", "to": "indicators",
    "values": "xuat_khau = farm.sold", "names": "", "factors": "farm.sold = 0.001", "period": "thang", "period_as": "%m/%Y",
    "name": "", "value": "", "place": "", "places": "", "thing": "", "things": "", "at": "", "at_as": "", "where": "",
}  # fmt: skip


@pytest.fixture
def farm(desk, outside):
    made = domain({"key": "sold", "source": "pulled", "over_places": "none", "level": "province"})
    sync.sync_domains([made], "demo")
    return desk


def text(answer):
    return answer.content.decode()


def test_a_source_is_tried_before_it_is_kept_then_read_and_loaded_by_hand(farm):
    browser = farm.client("integrator")
    tried = browser.post("/sources/read/new/http_csv/", FORM | {"do": "try"})
    assert tried.status_code == 200
    assert "36 số nhận được" in text(tried)
    assert not Pull.objects.exists()
    kept = browser.post("/sources/read/new/http_csv/", FORM)
    assert kept.headers["Location"] == "/sources/customs/"
    assert farm.actions()[-1] == "pull.add"
    page = text(browser.get("/sources/customs/read/")) + text(browser.get("/sources/customs/"))
    assert "rat-kin" not in page
    assert "xuat_khau = farm.sold" in page
    assert "đã mã hóa" in page
    assert "36 số mới" in text(browser.post("/sources/customs/read/now/", follow=True))
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("thang.csv", b"thang;xuat_khau\n10/2026;9.999,5\n")
    assert "nhận" in text(browser.post("/sources/customs/read/load/", {"file": file}, follow=True))
    assert PullRun.objects.count() == 2
    assert "Hải quan" in text(browser.get("/sources/read/"))


def test_what_does_not_fit_stays_on_the_form(farm):
    browser = farm.client("integrator")
    answer = browser.post("/sources/read/new/http_csv/", FORM | {"values": "xuat_khau = farm.nothing"})
    assert answer.status_code == 422
    assert "farm.nothing" in text(answer)
    assert browser.post("/sources/read/new/http_csv/", FORM | {"values": "xuat_khau"}).status_code == 422
    assert browser.get("/sources/read/new/telepathy/").status_code == 404
    assert not Pull.objects.exists()


def test_a_failing_source_says_so_beside_its_numbers(farm):
    browser = farm.client("integrator")
    browser.post("/sources/read/new/http_csv/", FORM | {"address": "{outside}/figures/changed.csv"})
    browser.post("/sources/customs/read/now/")
    assert "Thiếu cột" in text(browser.get("/sources/customs/"))
    assert "nguồn hỏng từ" in source_fault({}, "farm.sold")
    assert source_fault({}, "farm.other") == ""
    page = text(browser.get("/indicators/farm.sold/"))
    assert "số dưới đây là số cũ" in page


def test_only_who_may_sets_sources_up(farm):
    viewer = farm.client("duty_officer")
    assert viewer.get("/sources/read/").status_code == 200
    assert viewer.get("/sources/read/new/http_csv/").status_code == 403
    assert viewer.get("/sources/read/hosts/").status_code == 403
    administrator = farm.client("administrator")
    administrator.post("/sources/read/hosts/", {"pattern": "10.1.0.0/16", "why": "kho dữ liệu sở"})
    row = InnerHost.objects.get()
    assert farm.actions()[-1] == "inner_host.allow"
    administrator.post(f"/sources/read/hosts/{row.pk}/forbid/")
    assert not InnerHost.objects.exists()


def test_changing_keeps_what_the_form_does_not_ask_for_but_no_named_secret_goes_elsewhere(farm):
    browser = farm.client("integrator")
    browser.post("/sources/read/new/http_csv/", FORM | {"new_secret": ""})
    row = Pull.objects.get()
    row.facts |= {"secret": "customs", "most_rows": 77}
    row.save()
    browser.post("/sources/customs/read/", FORM | {"new_secret": "", "every": "2h"})
    row = Pull.objects.get()
    assert (row.says.every, row.says.secret, row.says.most_rows) == ("2h", "customs", 77)
    browser.post("/sources/customs/read/", FORM | {"new_secret": "", "address": "https://example.org/x.csv"})
    row = Pull.objects.get()
    assert (row.says.secret, row.says.most_rows) == ("", 77)


def test_a_secret_of_another_home_is_said_and_no_error(farm):
    browser = farm.client("integrator")
    browser.post("/sources/read/new/http_csv/", FORM)
    Pull.objects.update(sealed=b"not of this home")
    answer = browser.post("/sources/customs/read/", FORM | {"new_secret": "", "do": "try"})
    assert answer.status_code == 200
    assert "sealed secret" in text(answer)
