"""What people hold in the hand: a unit's task while the network comes and goes, and the public air without script."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from .desk import Centre, Desk

pytestmark = pytest.mark.xdist_group("phone")  # one unit after the other

Desks = Callable[..., Desk]
CREW, UNIT = "bomnuoc2", "bom-02"
PLACE = {"place": "26560", "title": "Ngập ngã tư, thử điện thoại", "severity": 3, "point": [107.181, 10.495]}
OPEN = """async (body) => {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": document.body.dataset.csrf };
  return (await (await fetch("/api/v1/incidents", { method: "POST", headers, body: JSON.stringify(body) })).json()).code;
}"""
PRESSED = ".fd-main .btn, .fd-nav .btn, .fd-main summary, .fd-phones a, a.fd-task, .fd-main textarea"
SMALL = """elements => elements
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
  .map((one) => one.textContent.trim())"""

NOTE_FAILURE = """() => document.body.addEventListener("htmx:sendError",
  () => document.documentElement.setAttribute("data-failed", ""))"""


@pytest.fixture
def phone(desk: Desks) -> Iterator[Page]:
    """The crew's phone on the page of a new task, which is done at the end so that the unit is free again."""
    page = desk().sign_in("trucban").open("/overview/")
    code = page.evaluate(OPEN, PLACE)
    page.goto(f"{page.url.partition('/overview')[0]}/incidents/{code}/")
    page.locator(f"#incident-forces form:has(input[value={UNIT}]) button").click()
    expect(page.locator("#incident-forces .tasks")).to_contain_text("Đội bơm thoát nước 2")
    crew = desk(width=390, height=844).sign_in(CREW).open_live("/field/")
    crew.locator("a.fd-task", has_text=PLACE["title"]).first.click()
    expect(crew.locator("#task-live .status").first).to_contain_text("Đã xem")
    crew.locator("html[data-stream=live]").wait_for(state="attached")  # its scripts listen
    yield crew
    crew.context.set_offline(False)
    crew.reload()
    crew.locator("#form-finish").evaluate("form => (form.closest('details').open = true)")
    crew.locator("#form-finish textarea").fill("Hết thử")
    crew.locator("#form-finish button").click()
    crew.wait_for_url("**/field/")


def test_a_task_on_a_phone_from_a_lost_network_to_the_way_there(phone: Page) -> None:
    everything_pressed_is_large(phone)
    what_is_written_survives_a_lost_network_and_a_reload(phone)
    what_is_written_stays_while_the_task_changes(phone)
    the_unit_stands_where_its_phone_is(phone)


def everything_pressed_is_large(phone: Page) -> None:
    assert phone.locator(PRESSED).evaluate_all(SMALL) == []
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def what_is_written_survives_a_lost_network_and_a_reload(phone: Page) -> None:
    text = phone.locator("#form-report textarea")
    text.fill("Nước cao 40 cm, còn dâng")
    phone.evaluate(NOTE_FAILURE)
    phone.context.set_offline(True)
    phone.locator("#form-report button").click()
    phone.locator("html[data-failed]").wait_for(state="attached")  # it first waits for where the phone is
    expect(phone.locator("[data-offline]").first).to_be_visible()
    expect(text).to_have_value("Nước cao 40 cm, còn dâng")
    phone.context.set_offline(False)
    phone.reload()
    expect(text).to_have_value("Nước cao 40 cm, còn dâng")
    phone.locator("#form-report button").click()
    expect(text).to_have_value("")
    phone.reload()
    expect(text).to_have_value("")


def what_is_written_stays_while_the_task_changes(phone: Page) -> None:
    phone.locator("#form-report textarea").fill("Đang viết dở")
    phone.locator("#task-next form button").click()
    expect(phone.locator("#task-live .status").first).to_contain_text("Đã nhận")
    expect(phone.locator("#form-report textarea")).to_have_value("Đang viết dở")


def the_unit_stands_where_its_phone_is(phone: Page) -> None:
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation({"longitude": 107.19, "latitude": 10.495})
    phone.locator("#task-next form[action$='/depart'] button").click()
    expect(phone.locator("#task-live .status").first).to_contain_text("Đang đến")
    expect(phone.locator(".fd-where")).to_contain_text("984 m")


def test_a_phone_that_does_not_tell_where_it_is_reports_all_the_same(phone: Page) -> None:
    phone.locator("#task-live form[action$='/depart'] button").click()
    expect(phone.locator("#task-live .status").first).to_contain_text("Đang đến", timeout=15_000)


@pytest.mark.parametrize(("width", "language"), [(390, "vi"), (1440, "en")])
def test_the_air_is_whole_without_script(browser: Browser, centre: Centre, width: int, language: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844}, java_script_enabled=False)
    context.add_cookies([{"name": "django_language", "value": language, "url": centre.url}])
    page = context.new_page()
    page.goto(f"{centre.url}/p/environment/air/")
    assert page.locator(".station").count() >= 8
    assert page.locator(".station-index b").all_inner_texts() == sorted(
        page.locator(".station-index b").all_inner_texts(), key=lambda said: -int(said) if said.isdigit() else 0
    )
    assert not page.locator(".air-map").is_visible(), "an empty frame instead of a map"
    page.locator(".station summary").first.click()
    expect(page.locator(".station .parts").first).to_be_visible()
    context.close()
