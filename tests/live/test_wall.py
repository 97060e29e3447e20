"""The wall on a screen of its own: nothing cut off in any scene, an alarm takes it with its place, and gives it back."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .desk import Centre, Desk, settle
from .processes import kill_the_database, kill_the_web, silenced_web
from .station import build

pytestmark = pytest.mark.xdist_group("wall")  # a grave alarm takes every wall

Desks = Callable[..., Desk]
FLOOD = 5.12  # m above the gauge's zero; from 4.8 on it is grave
GAUGE = {
    "type": "water_gauge",
    "source": "demo_water_level",
    "name_vi": "Trạm thử kênh Rạch Dừa",
    "name_en": "Rạch Dừa test gauge",
    "place": "26536",
    "lat": 10.391,
    "lon": 107.113,
    "fields": {"datum": "số 0 trạm"},
}
INTERRUPTED = "html[data-interrupted]"

CUT_OFF = """() => {
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const endsItself = (element) => { // what is too long for its place ends in a mark of its own
    for (let around = element; around; around = around.parentElement) {
      if (getComputedStyle(around).textOverflow === "ellipsis") return true;
    }
    return false;
  };
  const hides = (element) => ["hidden", "clip"].includes(getComputedStyle(element).overflowX);
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    const text = walk.currentNode.textContent.trim();
    if (!text || !shown(element) || element.closest("script, .vh, ioc-map, svg, .toasts, .map-frame")) continue;
    if (endsItself(element)) continue;
    range.selectNodeContents(walk.currentNode);
    const box = range.getBoundingClientRect();
    if (box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1 || box.top < -1) found.push(`off the screen: ${text}`);
    for (let around = element; around && around !== document.body; around = around.parentElement) {
      if (!hides(around)) continue;
      const frame = around.getBoundingClientRect();
      if (box.right > frame.right + 1.5 || box.bottom > frame.bottom + 1.5) found.push(`cut off: ${text}`);
    }
  }
  return found;
}"""
MUST_BE_WHOLE = ".tile-name, .tile-value, .wall-head *, .wall-fields b, .alarm .age, .lane .end, .curve-head *, .panel-head *, .panel-foot *"  # noqa: E501 - a selector in one piece
SHORTENED = """elements => elements
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && getComputedStyle(one).display !== "inline")
  .filter((one) => one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.textContent.trim())"""
TOO_LARGE = "e => [e.scrollWidth - innerWidth, e.scrollHeight - innerHeight]"


def whole(page: Page) -> None:
    assert page.evaluate(CUT_OFF) == []
    assert page.locator(MUST_BE_WHOLE).evaluate_all(SHORTENED) == []
    assert max(page.locator("html").evaluate(TOO_LARGE)) <= 0


@pytest.mark.parametrize(
    ("scene", "theme", "language"),
    [
        ("all", "dark", "vi"),
        ("all", "light", "en"),
        ("environment", "light", "vi"),
        ("utilities", "dark", "en"),
        ("forces", "light", "en"),
    ],
)
def test_no_scene_cuts_anything_off(visit: Desks, scene: str, theme: str, language: str) -> None:
    someone = visit("manhinh", 1920, 1080, maps=False).look(theme, language)
    page = someone.open_heard(f"/wall/?scene={scene}")
    assert page.locator(".scene:not([data-hidden])").get_attribute("data-scene") == scene
    whole(page)
    assert someone.wrong == []


def test_the_picture_is_the_same_on_a_screen_of_four_times_the_points(visit: Desks) -> None:
    page = visit("manhinh", 3840, 2160, maps=False).open_heard("/wall/")
    whole(page)


def test_two_scenes_stand_beside_each_other_on_a_wall_that_is_wide_enough(visit: Desks) -> None:
    page = visit("manhinh", 5120, 1440, maps=False).open_heard("/wall/?scene=all")
    shown = page.locator(".scene:not([data-hidden])")
    expect(shown).to_have_count(2)
    left, right = (shown.nth(number).bounding_box() for number in (0, 1))
    assert left
    assert right
    assert abs(left["x"] - right["x"]) >= left["width"]
    whole(page)


def choose(someone: Desk, *scenes: str, since: str = "", until: str = "") -> None:
    """The shift lead lets the screen play these, each five seconds; hours are those of the first."""
    page = someone.open("/screens/manhinh/")
    for box in page.locator(".playlist input[type=checkbox]").all():
        box.set_checked(box.get_attribute("name") in [f"{scene}-on" for scene in scenes])
    for number, scene in enumerate(scenes, 1):
        page.fill(f"[name={scene}-order]", str(number))
        page.fill(f"[name={scene}-dwell]", "5")
        page.fill(f"[name={scene}-since]", since if number == 1 else "")
        page.fill(f"[name={scene}-until]", until if number == 1 else "")
    page.locator(".playlist").locator("xpath=ancestor::form").locator("button.primary").click()
    page.locator(".toast, [data-toast]").first.wait_for()


def test_the_wall_plays_what_was_chosen_and_shows_what_is_pushed_to_it(desk: Desks, visit: Desks) -> None:
    page = desk(1920, 1080).sign_in("manhinh").open_live("/wall/")
    assert page.locator("html").get_attribute("data-gl") == "software"
    lead = visit("truongca", maps=False)
    choose(lead, "utilities", "forces")
    for scene in ("utilities", "forces", "utilities"):
        page.locator(f'.scene[data-scene="{scene}"]:not([data-hidden])').wait_for()
    assert page.locator("ioc-map").count() == 1
    lead.open("/screens/").keyboard.press("w")
    lead.page.select_option("#asking select[name=scene]", "storm")
    lead.page.click("#asking button.primary")
    pushed = page.locator('.scene[data-scene="storm"]:not([data-hidden])')
    pushed.wait_for()
    expect(page.locator("[data-wall-scene]")).to_contain_text("đưa lên")
    lead.open("/screens/manhinh/").locator(".page-head form button").click()
    expect(pushed).to_have_count(0)
    page.evaluate("window.isOld = true; document.body.dispatchEvent(new CustomEvent('ioc:version', {}))")
    page.wait_for_function("() => !window.isOld")  # a new version is loaded at the next turn
    choose(lead, "all", "utilities", "forces")


def test_at_midnight_the_date_and_the_scenes_of_the_night_change(visit: Desks) -> None:
    lead = visit("truongca", maps=False)
    choose(lead, "forces", "utilities", since="22:00", until="00:00")
    someone = visit("manhinh", 1920, 1080, maps=False).look("dark", "vi")
    someone.page.route("**/api/v1/stream*", lambda route: route.abort())  # its ticks would bring the time of today back
    page = someone.open("/wall/")
    tick = "at => document.body.dispatchEvent(new CustomEvent('ioc:tick', { detail: { at } }))"
    page.evaluate(tick, "2026-11-30T23:59:50+07:00")
    expect(page.locator("[data-wall-date]")).to_have_text("30/11/2026")
    page.locator('.scene[data-scene="forces"]:not([data-hidden])').wait_for()
    expect(page.locator("[data-wall-date]")).to_have_text("01/12/2026")
    expect(page.locator("[data-wall-clock]")).to_contain_text("00:00")
    expect(page.locator("[data-wall-scene]")).to_have_text("Điện, nước")  # the scene of the evening is over
    choose(lead, "all", "utilities", "forces")


def test_a_cut_network_is_said_and_what_was_there_stays(visit: Desks) -> None:
    someone = visit("manhinh", 1920, 1080, maps=False).look("dark", "vi")
    page = someone.open_live("/wall/?scene=all")
    band = page.locator("[data-wall-stale]")
    someone.context.set_offline(True)
    try:
        expect(band).to_contain_text("Mất kết nối từ")
        assert page.locator(".tile-value").first.is_visible()
    finally:
        someone.context.set_offline(False)
    expect(band).to_be_hidden()
    expect(page.locator("html[data-stream=live]")).to_be_attached()


def test_a_grave_alarm_takes_the_wall_with_its_place_and_gives_it_back(centre: Centre, desk: Desks) -> None:
    someone = desk(1920, 1080).sign_in("manhinh")
    page = someone.open_live("/wall/?scene=all")
    gauge = build(centre, f"WL-{int(time.time()) % 100_000:05d}", "level", **GAUGE)
    gauge.send(FLOOD)
    taken = page.locator("[data-wall-interrupt]")
    expect(page.locator(INTERRUPTED)).to_be_attached()
    expect(taken).to_contain_text("5,12 m")
    expect(taken).to_contain_text("Phường Rạch Dừa")
    expect(taken.locator(".wall-cameras")).to_be_visible()
    settle(page)
    assert page.evaluate(CUT_OFF) == []
    map_box, alarm_box = page.locator(".wall-map").bounding_box(), taken.bounding_box()
    assert map_box
    assert alarm_box
    assert map_box["x"] + map_box["width"] <= alarm_box["x"], "the place stays in view"
    expect(page.locator("html:not([data-interrupted])")).to_be_attached()
    expect(page.locator(".wall-alerts").first).to_contain_text("5,12 m")
    assert someone.wrong == []


ANSWERS = "(await fetch(document.body.dataset.nowUrl, { cache: 'no-store' }).catch(() => ({}))).ok"


@pytest.mark.alone
def test_the_wall_survives_the_death_of_its_server(centre: Centre, desk: Desks) -> None:
    page = desk(1920, 1080).sign_in("manhinh").open_live("/wall/")
    kill_the_web(centre)
    expect(page.locator("html:not([data-stream=live])")).to_be_attached()
    expect(page.locator("html[data-stream=live]")).to_be_attached(timeout=90_000)


@pytest.mark.alone
def test_the_data_stay_and_a_band_says_since_when_nothing_was_heard(centre: Centre, desk: Desks) -> None:
    page = desk(1920, 1080).sign_in("manhinh").open_live("/wall/?scene=all")
    band = page.locator("[data-wall-stale]")
    with silenced_web(centre):
        expect(band).to_contain_text("Mất kết nối từ")
        assert page.locator(".tile-value").first.is_visible()
    expect(band).to_be_hidden()
    expect(page.locator("html[data-stream=live]")).to_be_attached()


@pytest.mark.alone
def test_the_wall_survives_the_death_of_the_database(centre: Centre, visit: Desks) -> None:
    page = visit("manhinh", 1920, 1080, maps=False).open_live("/wall/?scene=all")
    kill_the_database(centre)
    page.wait_for_function(f"async () => {ANSWERS}", polling=1000, timeout=90_000)
    expect(page.locator("[data-wall-stale]")).to_be_hidden()
    expect(page.locator("html[data-stream=live]")).to_be_attached(timeout=90_000)
    assert page.locator(".tile-value").first.is_visible()
