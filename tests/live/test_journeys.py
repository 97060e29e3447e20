"""What people do in a day, in a real browser against a real centre: from a reading to a closed incident, and around it."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect

from .desk import Centre, Desk
from .station import build

pytestmark = pytest.mark.xdist_group("story")

Desks = Callable[..., Desk]
STATION = {
    "type": "air_station",
    "source": "demo_air",
    "name_vi": "Trạm thử Rạch Dừa",
    "name_en": "Rạch Dừa test station",
    "place": "26536",
    "lat": 10.391,  # near the unit
    "lon": 107.113,
}
UNIT, CREW = "bom-01", "bomnuoc"
ELSEWHERE = "vungtau"  # an officer of the next ward
FAR_TOO_MUCH = 195.0
LIVE = 20_000
"""Milliseconds; generous, as the bench measures it: sooner than any page asks by itself."""


@dataclass
class Story:
    """What the journeys build on one another. Each step is walked once, by the first test that needs what it leaves."""

    centre: Centre
    walked: dict[str, str] = field(default_factory=dict)
    ended_at: str = ""
    """The step that failed: the tests after it say so and are not tried."""

    def leaves(self, step: Callable[["Story", Desks], str], desk: Desks) -> str:
        """What `step` leaves behind, a code."""
        name = step.__name__
        if self.ended_at:
            pytest.fail(f"the story ended before: see the test in which it {self.ended_at}", pytrace=False)
        if name not in self.walked:
            try:
                self.walked[name] = step(self, desk)
            except BaseException:
                self.ended_at = self.ended_at or name
                raise
        return self.walked[name]


@pytest.fixture(scope="module")
def story(started: Centre | None) -> Story | None:
    return Story(started) if started else None


def raised_an_alert(story: Story, desk: Desks) -> str:
    """A reading of a station that nobody simulates stands on the open page, without loading it anew."""
    station = build(story.centre, f"AQ-{int(time.time()) % 100_000:05d}", "pm25", **STATION)
    station.send(21.0)
    officer = desk().sign_in("trucban")
    page = officer.open_live("/alerts/")
    page.evaluate("window.sameDocument = true")
    known = page.locator("tr[id^=row-]").evaluate_all("rows => rows.map(row => row.id)")
    sent_at = time.monotonic()
    station.send(FAR_TOO_MUCH)
    new = page.locator("".join(["tr[id^=row-]", *(f":not(#{row})" for row in known)]), has_text="195")
    expect(new).to_be_visible(timeout=LIVE)
    print(f"reading to browser: {time.monotonic() - sent_at:.2f} s")
    assert page.evaluate("window.sameDocument"), "the page was loaded anew"
    assert officer.wrong == []
    return (new.get_attribute("id") or "").removeprefix("row-")


def closed_an_incident(story: Story, desk: Desks) -> str:
    alert = story.leaves(raised_an_alert, desk)
    officer, crew = desk().sign_in("trucban"), desk(width=390, height=844).sign_in(CREW)
    page = officer.open_live(f"/alerts/{alert}/")
    acknowledge(page)
    incident = open_incident(page)
    give_unit(page)
    do_the_task(crew)
    tick_every_step(page)
    write_in_the_log(page)
    close(page)
    assert officer.wrong == []
    assert crew.wrong == []
    return incident


def test_a_person_signs_in_with_a_password(desk: Desks, centre: Centre) -> None:
    page = desk().open("/alerts/")
    page.fill("input[name=login]", "trucban")
    page.fill("input[name=password]", centre.password("trucban"))
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/alerts/")
    expect(page.locator("h1")).to_be_visible()


def test_a_reading_becomes_an_alert_on_the_open_page(desk: Desks, story: Story) -> None:
    assert story.leaves(raised_an_alert, desk).startswith("CB-")


def test_the_officer_answers_and_the_unit_comes(desk: Desks, story: Story) -> None:
    assert story.leaves(closed_an_incident, desk).startswith("SC-")


def acknowledge(page: Page) -> None:
    page.locator("form[action$='/acknowledge'] button").first.click()
    expect(page.locator("#alert-head")).to_contain_text("Nguyễn Ngọc Lan")
    expect(page.locator("form[action$='/acknowledge']")).to_have_count(0)


def open_incident(page: Page) -> str:
    page.locator("#alert-head form[action$='/incident'] button").click()
    page.wait_for_url(re.compile("/incidents/SC-"))
    expect(page.locator("html[data-stream=live]")).to_be_attached()
    return page.url.rstrip("/").rpartition("/")[2]


def give_unit(page: Page) -> None:
    """The unit with the least way, at one press."""
    page.locator(f"#incident-forces form:has(input[value={UNIT}]) button").click()
    expect(page.locator("#incident-forces .tasks")).to_contain_text("Đội bơm thoát nước 1")


def do_the_task(crew: Desk) -> None:
    """On a phone: see it, take it, go, arrive, report it done. Nothing is wider than the screen."""
    page = crew.open_live("/field/")
    page.locator("a.fd-task").first.click()
    for move in ("accept", "depart", "arrive"):
        page.locator(f"#task-next form[action$='/{move}'] button").click()
        expect(page.locator(f"#task-next form[action$='/{move}']")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#task-next [data-opens=form-finish]").click()
    page.locator("#form-finish textarea").fill("Đã dập bụi, không còn khói")
    page.locator("#form-finish button").click()
    page.wait_for_url("**/field/")
    expect(page.locator("#mine a.fd-task").last).to_contain_text("Xong")


def tick_every_step(page: Page) -> None:
    open_steps = page.locator("#incident-playbook li:has(button.box)")
    while left := open_steps.count():
        open_steps.first.locator("button.box").click()
        expect(open_steps).to_have_count(left - 1)


def write_in_the_log(page: Page) -> None:
    page.fill("#log-text", "Gió đổi hướng, bụi giảm")
    page.locator(".composer button").click()
    expect(page.locator("#log-lines")).to_contain_text("Gió đổi hướng")


def close(page: Page) -> None:
    way = page.locator("#incident-head a[href$='/close']").first
    if not way.is_visible():
        page.locator("#incident-head details.menu summary").click()
    way.click()
    dialog = page.locator("dialog[open]")
    dialog.locator("textarea[name=outcome]").fill("Bụi về mức bình thường")
    dialog.locator("textarea[name=lessons]").fill("Gọi đội rửa đường sớm hơn")
    dialog.locator(".dialog-foot button:not([type=button])").click()
    expect(page.locator("#incident-outcome")).to_contain_text("Gọi đội rửa đường sớm hơn")


def test_an_officer_of_another_ward_sees_only_their_part(desk: Desks, story: Story) -> None:
    incident, alert = story.leaves(closed_an_incident, desk), story.leaves(raised_an_alert, desk)
    near, far = desk().sign_in("trucban"), desk().sign_in(ELSEWHERE)
    for path in (f"/alerts/{alert}/", f"/incidents/{incident}/"):
        assert near.context.request.get(f"{near.centre.url}{path}").status == 200
        assert far.context.request.get(f"{far.centre.url}{path}").status == 404
    expect(near.open("/incidents/?tab=closed").locator("main")).to_contain_text(incident)
    expect(far.open("/incidents/?tab=closed").locator("main")).not_to_contain_text(incident)


def test_the_journal_can_prove_it(desk: Desks, story: Story) -> None:
    page = desk().sign_in("kiemtoan").open(f"/audit/?q={story.leaves(closed_an_incident, desk)}")
    expect(page.locator("main")).to_contain_text("Nguyễn Ngọc Lan")


def test_the_incident_is_found_by_its_code_and_played_again(desk: Desks, story: Story) -> None:
    code = story.leaves(closed_an_incident, desk)
    officer = desk().sign_in("trucban")
    page = officer.open_live("/alerts/")
    page.keyboard.press("Control+k")
    page.fill("#palette-query", code.replace("-", "").lower())
    expect(page.locator("#palette-results a[aria-selected=true]")).to_contain_text(code)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/incidents/{code}/")
    page.locator("a[href$='/replay/']").click()
    clock, lines = page.locator("[data-clock]"), page.locator("[data-replay-log] [data-ms]")
    expect(page.locator("ioc-replay[data-ready=yes]")).to_be_attached()
    began = clock.inner_text()
    lines.filter(has_text="Gió đổi hướng").locator("a").click()
    expect(lines.filter(has_text="Gió đổi hướng")).to_have_attribute("aria-current", "true")
    expect(page.locator("[data-replay-units]")).to_contain_text("Đội bơm thoát nước 1")
    assert "t=" in page.url
    page.locator("#replay-at").press("Home")
    page.keyboard.press("p")
    expect(clock).not_to_have_text(began)
    page.keyboard.press("p")
    assert officer.wrong == []
