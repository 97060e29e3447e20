"""Home, help, settings, the catalogue, and what makes an app of the pages."""

import msgspec
import pytest

from haidang.core.cases import sync
from haidang.core.cases.tests.counter import TIMERS, domain, procedure, words
from haidang.kernel.manifest import Domain
from haidang.web.tests.browsing import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue(town):
    law = {"source": "Luật Hộ tịch 60/2014/QH13", "trust": "V"}
    birth = procedure(
        "birth", kind="dossier", field="civil_status", code="1.001193", law=[law], timers=[{**TIMERS[1], "law": law}],
        name={"vi": "Đăng ký khai sinh", "en": "Birth registration"}, channels=["counter"],
        parts=[{"key": "notice", "name": words("Giấy chứng sinh"), "original": 1}],
        fees=[{"key": "fee", "name": words("Lệ phí"), "amount": 8000}],
        results=[{"key": "paper", "name": words("Giấy khai sinh")}],
    )  # fmt: skip
    bare = procedure("bare", kind="dossier", field="land", timers=[], name=words("Thủ tục chưa rõ"))
    made: Domain = msgspec.convert(msgspec.to_builtins(domain(key="papers", procedures=[birth, bare])), Domain)
    sync.sync_procedures([(made, one) for one in made.procedures])


def test_a_guest_is_led_to_the_app_and_finds_both_ways_in(client, town):
    answer = client.get("/", follow=True)
    page = read(answer)
    assert answer.redirect_chain == [("/app/", 302)]
    for url in ("/app/report/", "/app/track/", "/app/procedures/", "/app/help/", "/accounts/login/"):
        assert f'href="{url}' in page


@pytest.mark.parametrize(
    "path",
    ["/app/", "/app/report/", "/app/track/", "/app/me/", "/app/help/", "/app/settings/", "/app/reports/",
     "/app/procedures/", "/app/offline/"],
)  # fmt: skip
def test_every_page_opens_in_both_languages(client, town, path):
    assert '<html lang="vi"' in read(client.get(path))
    client.cookies["django_language"] = "en"
    assert '<html lang="en"' in read(client.get(path))


def test_a_search_for_a_code_leads_to_tracking_and_words_to_the_catalogue(client, town):
    assert client.get("/app/search/?q=pa-261116-0001")["Location"] == "/app/track/?code=PA-261116-0001"
    assert client.get("/app/search/?q=H15.50.05.13-261008-0975")["Location"].startswith("/app/track/")
    assert client.get("/app/search/?q=khai sinh")["Location"] == "/app/procedures/?q=khai+sinh"


def test_help_has_the_numbers_and_the_offices(client, town):
    page = read(client.get("/app/help/"))
    for number in ("113", "114", "115", "1022"):
        assert f'href="tel:{number}"' in page
    assert "UBND phường Vũng Tàu" in page
    assert "UBND phường Bà Rịa" not in read(client.get("/app/help/?q=vung tau"))


def test_settings_are_kept_by_the_browser(client, town):
    client.post("/app/settings/", {"language": "en", "text": "larger", "theme": "dark"})
    page = read(client.get("/app/"))
    assert '<html lang="en"' in page
    assert 'data-text="larger"' in page
    assert 'data-theme="dark"' in page


def test_wrong_settings_change_nothing(client, town):
    client.post("/app/settings/", {"language": "xx", "text": "huge", "theme": "pink"})
    assert not {"django_language", "text", "theme"} & set(client.cookies)


def test_procedures_are_found_without_diacritics_and_by_field(client, catalogue):
    assert "Đăng ký khai sinh" in read(client.get("/app/procedures/?q=khai sinh"))
    assert "Đăng ký khai sinh" not in read(client.get("/app/procedures/?field=land"))
    assert "Hộ tịch" in read(client.get("/app/procedures/"))
    assert "Chưa tìm thấy" in read(client.get("/app/procedures/?q=zzzz"))


def test_a_procedure_says_everything_with_its_source(client, catalogue):
    page = read(client.get("/app/procedures/papers/birth/"))
    for said in (
        "5 ngày làm việc",
        "Giấy chứng sinh",
        "1 bản chính",
        "8.000",
        "Giấy khai sinh",
        "Luật Hộ tịch",
        "đã đối chiếu",
    ):
        assert said in page


def test_what_is_not_known_of_a_procedure_is_said_so(client, catalogue):
    assert read(client.get("/app/procedures/papers/bare/")).count("Chưa có trong dữ liệu") >= 4
    assert client.get("/app/procedures/papers/none/").status_code == 404


def test_the_manifest_and_the_worker_are_our_own(client, town):
    manifest = client.get("/app/manifest.webmanifest")
    assert manifest["Content-Type"] == "application/manifest+json"
    assert manifest.json()["start_url"] == "/app/"
    worker = client.get("/app/sw.js")
    assert worker["Content-Type"] == "text/javascript"
    assert worker.content.decode().startswith("const APP = {")
