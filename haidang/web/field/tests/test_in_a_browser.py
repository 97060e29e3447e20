"""The phone of a field officer in a real Chromium: what is done without a network waits and is sent in order."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from haidang.core.cases import actions
from haidang.core.cases.tests import counter as counters
from haidang.core.files.tests.samples import PICTURES
from haidang.core.ui.tests.test_in_a_browser import CHROMIUM, FLAGS
from haidang.web.tests.browsing import browser

from .test_cases import PROVED

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture(autouse=True)
def at_nine() -> None:
    """The server of a browser keeps its own time."""


@pytest.fixture
def counter(db, transactional_db):
    one = counters.build()
    one.take(counters.domain(flows=[PROVED]))
    return one


@pytest.fixture
def phone(counter, live_server, monkeypatch) -> Iterator[Page]:
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright keeps a loop in this thread
    session = browser(counter.clerk).cookies["sessionid"].value
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        context = launched.new_context(viewport={"width": 390, "height": 844}, locale="vi-VN", base_url=live_server.url)
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        yield page
        assert page.complaints == []
        launched.close()


def test_photo_move_and_note_wait_for_the_network_and_a_conflict_is_told(phone: Page, counter, live_server):
    case = actions.move(counter.clerk, counter.open(), "handle")
    taken = counter.open(title="Cống nghẹt")
    phone.goto("/field/")
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    for code in (case.code, taken.code):
        kept = f"(await (await caches.open('field-pages')).match('/field/cases/{code}/'))"
        phone.evaluate(f"async () => {{ while (!{kept}) await new Promise((done) => setTimeout(done, 50)); }}")

    phone.context.set_offline(True)
    phone.goto(f"/field/cases/{case.code}/")
    phone.set_input_files("#photo-after", PICTURES / "coffee.jpg")
    expect(phone.locator("[data-outbox] li")).to_have_count(1)
    expect(phone.locator("[data-outbox] img")).to_be_visible()
    phone.click("summary:has-text('finish')")  # the photo that waits will allow it
    phone.fill("[name=finish-text]", "Đã dọn sạch")
    phone.click("form[data-queue=finish] button")
    expect(phone.locator("[data-outbox] li")).to_have_count(2)
    phone.goto(f"/field/cases/{taken.code}/")
    phone.click("form[data-queue=handle] button")
    expect(phone.locator("[data-outbox] li")).to_have_count(3)
    assert not case.papers.exists()
    actions.move(counter.clerk, taken, "ask", text="Ở đâu?")

    phone.context.set_offline(False)
    stuck = phone.locator("[data-outbox] li")
    expect(stuck).to_have_count(1)
    expect(stuck).to_contain_text("Người khác vừa chuyển")
    expect(phone.locator("[data-case-page] .status")).to_have_text("asked")
    fresh = counter.fresh(case)
    assert (fresh.state, fresh.answer, fresh.papers.count()) == ("done", "Đã dọn sạch", 1)
    assert counter.fresh(taken).state == "asked"
