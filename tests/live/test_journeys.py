"""What people do in a day, in a real browser against a real centre: from a reading to a closed incident, and around it."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from .conftest import Centre, Desk
from .processes import kill_the_web
from .station import Station, build

Desks = Callable[..., Desk]
WARD, NEAR_THE_UNIT = "26536", {"lat": 10.391, "lon": 107.113}  # Rạch Dừa
UNIT, CREW = "bom-01", "bomnuoc"
ELSEWHERE = "vungtau"  # an officer of the next ward
FAR_TOO_MUCH = 195.0
SEEN_WITHIN = 5.0
"""Seconds, generous: the bench measures, this only says that it is live."""


@dataclass
class Story:
    """What the journeys have in common: a station that nobody simulates, and what the first of them leaves."""

    station: Station
    alert: str = ""
    incident: str = ""

    def send(self, value: float) -> None:
        self.station.send(value)


@pytest.fixture(scope="module")
def story(centre: Centre) -> Story:
    facts = {"type": "air_station", "source": "demo_air", "place": WARD, **NEAR_THE_UNIT}
    names = {"name_vi": "Trạm thử Rạch Dừa", "name_en": "Rạch Dừa test station"}
    story = Story(build(centre, f"AQ-{int(time.time()) % 100_000:05d}", "pm25", **facts, **names))
    story.send(21.0)
    return story


def test_a_reading_becomes_an_alert_on_the_open_page(desk: Desks, story: Story) -> None:
    officer = desk().sign_in("trucban")
    page = officer.open_live("/alerts/")
    page.evaluate("window.sameDocument = true")
    known = page.locator("tr[id^=row-]").evaluate_all("rows => rows.map(row => row.id)")
    sent_at = time.monotonic()
    story.send(FAR_TOO_MUCH)
    new = page.locator("".join(["tr[id^=row-]", *(f":not(#{row})" for row in known)]), has_text="195")
    expect(new).to_be_visible(timeout=SEEN_WITHIN * 1000)
    print(f"reading to browser: {time.monotonic() - sent_at:.2f} s")
    assert page.evaluate("window.sameDocument"), "the page was loaded anew"
    story.alert = (new.get_attribute("id") or "").removeprefix("row-")
    assert officer.wrong == []


def test_the_officer_answers_and_the_unit_comes(desk: Desks, story: Story) -> None:
    officer, crew = desk().sign_in("trucban"), desk(width=390, height=844).sign_in(CREW)
    page = officer.open_live(f"/alerts/{story.alert}/")
    acknowledge(page)
    story.incident = open_incident(page)
    give_unit(page)
    do_the_task(crew)
    tick_every_step(page)
    write_in_the_log(page)
    close(page)
    assert officer.wrong == []
    assert crew.wrong == []


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
    near, far = desk().sign_in("trucban"), desk().sign_in(ELSEWHERE)
    for path in (f"/alerts/{story.alert}/", f"/incidents/{story.incident}/"):
        assert near.context.request.get(f"{near.centre.url}{path}").status == 200
        assert far.context.request.get(f"{far.centre.url}{path}").status == 404
    expect(near.open("/incidents/?tab=closed").locator("main")).to_contain_text(story.incident)
    expect(far.open("/incidents/?tab=closed").locator("main")).not_to_contain_text(story.incident)


def test_the_journal_can_prove_it(desk: Desks, story: Story) -> None:
    page = desk().sign_in("kiemtoan").open(f"/audit/?q={story.incident}")
    expect(page.locator("main")).to_contain_text("Nguyễn Ngọc Lan")


@pytest.fixture
def wall(desk: Desks) -> Desk:
    return desk(width=1920, height=1080).sign_in("manhinh")


def test_the_wall_fills_its_screen_and_nothing_overflows(wall: Desk) -> None:
    page = wall.open_live("/wall/")
    overflow = "e => [e.scrollWidth - innerWidth, e.scrollHeight - innerHeight]"
    assert max(page.locator("html").evaluate(overflow)) <= 0
    assert wall.wrong == []


def test_the_wall_survives_the_death_of_its_server(centre: Centre, wall: Desk) -> None:
    page = wall.open_live("/wall/")
    kill_the_web(centre)
    expect(page.locator("html:not([data-stream=live])")).to_be_attached(timeout=60_000)
    expect(page.locator("html[data-stream=live]")).to_be_attached(timeout=90_000)
