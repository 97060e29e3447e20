"""The wall on a screen of its own: nothing cut off in any scene, an alarm takes it with its place, and gives it back."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .desk import Centre, Desk, settle
from .processes import kill_the_web, silenced_web
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


def test_the_wall_turns_by_itself_and_its_one_map_follows(desk: Desks) -> None:
    page = desk(1920, 1080).sign_in("manhinh").open_live("/wall/")
    page.evaluate("document.querySelectorAll('.scene').forEach((one) => (one.dataset.dwell = '1'))")
    page.evaluate("document.body.dispatchEvent(new CustomEvent('ioc:event:scene', { detail: { scene: 'utilities' } }))")
    shown = page.locator(".scene:not([data-hidden])")
    expect(shown).to_have_attribute("data-scene", "forces")
    assert page.locator("ioc-map").count() == 1


def test_a_grave_alarm_takes_the_wall_with_its_place_and_gives_it_back(centre: Centre, desk: Desks) -> None:
    someone = desk(1920, 1080).sign_in("manhinh")
    page = someone.open_live("/wall/?scene=all")
    gauge = build(centre, f"WL-{int(time.time()) % 100_000:05d}", "level", **GAUGE)
    gauge.send(FLOOD)
    taken = page.locator("[data-wall-interrupt]")
    expect(page.locator(INTERRUPTED)).to_be_attached()
    expect(taken).to_contain_text("5,12 m")
    expect(taken).to_contain_text("Phường Rạch Dừa")
    settle(page)
    assert page.evaluate(CUT_OFF) == []
    map_box, alarm_box = page.locator(".wall-map").bounding_box(), taken.bounding_box()
    assert map_box
    assert alarm_box
    assert map_box["x"] + map_box["width"] <= alarm_box["x"], "the place stays in view"
    expect(page.locator("html:not([data-interrupted])")).to_be_attached()
    expect(page.locator(".wall-alerts").first).to_contain_text("5,12 m")
    assert someone.wrong == []


@pytest.mark.alone
def test_the_wall_survives_the_death_of_its_server(centre: Centre, desk: Desks) -> None:
    page = desk(1920, 1080).sign_in("manhinh").open_live("/wall/")
    kill_the_web(centre)
    expect(page.locator("html:not([data-stream=live])")).to_be_attached()
    expect(page.locator("html[data-stream=live]")).to_be_attached(timeout=90_000)


@pytest.mark.alone
def test_the_data_stay_and_a_band_says_since_when_nothing_was_heard(centre: Centre, desk: Desks) -> None:
    page = desk(1920, 1080).sign_in("manhinh").open_live("/wall/")
    band = page.locator("[data-wall-stale]")
    with silenced_web(centre):
        expect(band).to_contain_text("Mất kết nối từ")
        assert page.locator(".tile-value").first.is_visible()
    expect(band).to_be_hidden()
    expect(page.locator("html[data-stream=live]")).to_be_attached()
