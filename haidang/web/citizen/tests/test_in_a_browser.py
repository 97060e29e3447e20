"""The app in a real Chromium on a phone: the three steps, and a report that waits for the network. tests/live looks at every
page."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from haidang.core.blocks import actions as blocks
from haidang.core.blocks.marks import marks
from haidang.core.cases.models import Case
from haidang.core.files.tests.samples import PICTURES
from haidang.core.ui.tests.test_in_a_browser import AXE_RULES, CHROMIUM, FLAGS
from haidang.kernel import clock
from haidang.kernel.action import system
from haidang.web.citizen.report import guard

from .town import Town

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture(scope="module", autouse=True)
def _the_loop_of_playwright_is_no_reason_to_refuse() -> Iterator[None]:
    """Django would not touch the database in a thread where an event loop runs; playwright keeps one in this."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(autouse=True)
def _a_browser_may_be_as_quick_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "HASTE", timedelta(0))


@pytest.fixture
def phone(browser: Browser, town: Town, live_server) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="vi-VN", base_url=live_server.url,
        geolocation={"longitude": 107.08, "latitude": 10.35}, permissions=["geolocation"],
    )  # fmt: skip
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    assert page.complaints == []
    context.close()


def nothing_keeps_anyone_out(page: Page) -> None:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": AXE_RULES, "resultTypes": ["violations"]}).response["violations"]
    assert [(page.url, one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def until(phone: Page, holds: str) -> None:
    """What the page does by itself has come so far that this holds."""
    phone.evaluate(f"async () => {{ while (!({holds})) await new Promise((done) => setTimeout(done, 50)); }}")


def fill_in(phone: Page) -> None:
    phone.goto("/app/report/")
    phone.set_input_files("#id_photos", PICTURES / "coffee.jpg")
    expect(phone.locator("[data-photos] img")).to_have_count(1)
    nothing_keeps_anyone_out(phone)
    phone.click("[data-next]")
    phone.click("[data-gps]")
    expect(phone.locator("#id_coordinates")).to_have_value("10.350000, 107.080000")
    phone.click("[data-next]")
    phone.fill("#id_text", "Cống nghẹt trước cổng trường")


def test_three_steps_lead_to_a_code(phone: Page):
    fill_in(phone)
    phone.click("[name=send]")
    phone.wait_for_url("**/app/r/**")
    case = Case.objects.get()
    expect(phone.locator(".cz-big")).to_have_text(case.code)
    assert case.papers.count() == 1
    nothing_keeps_anyone_out(phone)


def test_the_preview_stands_before_the_last_step_with_each_photo_once(phone: Page):
    fill_in(phone)
    phone.click("[name=preview]")
    expect(phone.locator("[data-preview]")).to_contain_text("Cống nghẹt trước cổng trường")
    expect(phone.locator(".cz-photos img")).to_have_count(1)
    expect(phone.locator("[name=send]")).to_be_visible()
    assert not Case.objects.exists()


def test_what_the_server_refuses_is_shown_at_its_step_with_what_was_typed(phone: Page):
    fill_in(phone)
    phone.click("summary:has-text('Để lại tên')")
    phone.fill("#id_phone", "12")
    phone.click("[name=send]")
    expect(phone.locator(".error-summary")).to_contain_text("8 đến 15 chữ số")
    expect(phone.locator("#id_text")).to_have_value("Cống nghẹt trước cổng trường")
    assert not Case.objects.exists()


def test_a_report_without_a_network_waits_on_the_phone_and_is_sent_later(phone: Page):
    fill_in(phone)
    phone.context.set_offline(True)
    phone.click("[name=send]")
    expect(phone.locator("[data-sending] [role=status]")).to_contain_text("giữ trên máy này")
    assert not Case.objects.exists()
    phone.context.set_offline(False)
    phone.wait_for_url("**/app/r/**")
    assert Case.objects.get().papers.count() == 1


def test_a_blocked_sender_reads_why_even_of_a_report_that_waited_for_the_network(phone: Page):
    fill_in(phone)
    phone.context.set_offline(True)
    phone.click("[name=send]")
    expect(phone.locator("[data-sending] [role=status]")).to_contain_text("giữ trên máy này")
    until_tomorrow = clock.now() + timedelta(days=1)
    for what, mark in marks(address="127.0.0.1").items():
        blocks.place(system("test"), what, mark=mark, hint="", reason="flood", until=until_tomorrow)
    phone.context.set_offline(False)
    expect(phone.locator("#id_text")).to_have_value("Cống nghẹt trước cổng trường")
    phone.click("[data-next]")
    phone.click("[data-next]")
    phone.click("[name=send]")
    expect(phone.locator("[data-kept-out]")).to_contain_text("tạm dừng gửi")
    assert not Case.objects.exists()


def test_a_form_that_was_left_is_there_again(phone: Page):
    fill_in(phone)
    until(
        phone,
        "(await (await import('citizen/drafts')).typed())?.fields.some(([name, value]) => name === 'text' && value)",
    )
    phone.goto("/app/")
    phone.goto("/app/report/")
    expect(phone.locator("#id_text")).to_have_value("Cống nghẹt trước cổng trường")
    expect(phone.locator("[data-photos] img")).to_have_count(1)


def test_the_app_opens_without_a_network(phone: Page):
    phone.goto("/app/")
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    until(phone, "(await caches.match('/app/offline/')) && (await caches.match('/app/report/'))")
    phone.context.set_offline(True)
    phone.goto("/app/procedures/")
    expect(phone.locator("h1")).to_have_text("Đang mất mạng")
    phone.goto("/app/report/")
    expect(phone.locator("#report")).to_be_visible()


def test_nothing_needs_script(browser: Browser, town: Town, live_server):
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url, locale="vi-VN")
    page = context.new_page()
    page.goto("/app/report/")
    page.set_input_files("#id_photos", Path(PICTURES / "coffee.jpg"))
    page.select_option("#id_place", "26506")
    page.fill("#id_text", "Cống nghẹt trước cổng trường")
    page.click("[name=send]")
    expect(page.locator(".cz-big")).to_have_text(Case.objects.get().code)
    context.close()
