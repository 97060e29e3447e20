"""The gallery in a real Chromium: what only a browser can tell."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from haidang.core.ui.tests.desk import PASSWORD, Desk
from haidang.kernel.clock import now

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
NO_MAPS = """(() => {
  const define = customElements.define.bind(customElements);
  customElements.define = (name, ...more) => name === "ioc-map" || define(name, ...more);
})()"""
"""For tests that look at something else: a map drawn in software takes longer than the rest of the page."""
LISTENING = """(() => {
  window.tones = [];
  window.loudest = 0;
  const { start } = OscillatorNode.prototype, { connect } = AudioNode.prototype;
  OscillatorNode.prototype.start = function (at) {
    tones.push({ hertz: this.frequency.value, at, state: this.context.state });
    return start.call(this, at);
  };
  AudioNode.prototype.connect = function (to, ...more) {
    if (to instanceof AudioDestinationNode) {
      const ear = this.context.createAnalyser(), heard = new Float32Array(ear.fftSize);
      connect.call(this, ear);
      setInterval(() => { ear.getFloatTimeDomainData(heard); loudest = Math.max(loudest, ...heard); }, 20);
    }
    return connect.call(this, to, ...more);
  };
})()"""
"""Keeps every tone that is started (`tones`: hertz, s of its context, state) and how loud it came out (`loudest`, 0 to 1)."""
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]

expect.set_options(timeout=30_000)  # a busy machine draws maps in software

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.close()


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    if not request.node.get_closest_marker("map"):
        context.add_init_script(NO_MAPS)
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.complaints = []
    page.on("console", lambda said: said.type == "error" and page.complaints.append(said.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    context.close()


def open_gallery(page: Page, desk: Desk, theme: str = "light") -> None:
    page.context.add_cookies([{"name": "theme", "value": theme, "url": desk.url}])
    page.goto(desk.url)
    expect(page.locator(".conn[data-conn]")).to_have_attribute("data-state", "live")


@pytest.mark.map
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_keeps_anyone_out(page: Page, desk: Desk, theme: str, width: int):
    from axe_playwright_python.sync_playwright import Axe

    page.set_viewport_size({"width": width, "height": 900})
    open_gallery(page, desk, theme)
    found = Axe().run(page, options={"runOnly": AXE_RULES, "resultTypes": ["violations"]}).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    main = page.locator(".page")
    assert main.evaluate("e => e.scrollWidth - e.clientWidth") == 0


@pytest.mark.map
def test_the_map_and_the_chart_draw_under_the_content_policy(page: Page, desk: Desk):
    open_gallery(page, desk)
    expect(page.locator(".map-frame[data-ready]")).to_be_visible()
    page.locator("ioc-chart").scroll_into_view_if_needed()
    expect(page.locator("ioc-chart canvas")).to_be_visible()
    expect(page.locator(".map-mark")).to_have_count(2)
    assert page.locator(".map-mark").first.bounding_box()
    assert page.complaints == []


def test_a_reading_changes_its_number_and_its_badge(page: Page, desk: Desk):
    open_gallery(page, desk)
    value = page.locator("[data-latest='AQ-001/pm25']")
    reading = {"at": now().isoformat(), "value": 156.2, "text": "156,2", "band": "xau", "quality": 0}
    desk.say("latest", {"AQ-001/pm25": reading})
    expect(value).to_have_text("156,2")
    expect(value).to_have_attribute("data-band", "xau")
    expect(value.locator("xpath=ancestor::a").locator(".fresh")).to_have_attribute("data-at", reading["at"])


def test_the_stream_is_asked_only_for_what_the_page_shows(page: Page, desk: Desk):
    open_gallery(page, desk)
    assert any(path.startswith("/stream?series=AQ-001%2Fpm25") for path in desk.asked)


def test_a_stream_that_ends_says_so_and_goes_on_where_it_was(page: Page, desk: Desk):
    open_gallery(page, desk)
    page.evaluate("window.heard = []; document.body.addEventListener('ioc:event', (e) => heard.push(e.detail.seq))")
    desk.say(
        "event",
        {"seq": 105, "action": "alert.raise", "kind": "alert", "id": 1, "severity": 4, "state": "new", "title": "x"},
        105,
    )
    page.wait_for_function("() => heard.includes(105)")
    page.evaluate(
        "window.states = []; document.body.addEventListener('ioc:conn', (e) => states.push([e.detail.state, e.detail.text]))"
    )
    desk.drop()
    page.wait_for_function("() => states.some(([state]) => state === 'live')")
    assert page.evaluate("states[0][0]") == "down"
    assert page.evaluate("states[0][1]").startswith("Mất kết nối từ")
    assert desk.asked[-1].endswith("after=105")


def test_an_event_that_came_twice_is_told_once(page: Page, desk: Desk):
    open_gallery(page, desk)
    page.evaluate("window.heard = 0; document.body.addEventListener('ioc:event:alert', () => heard += 1)")
    event = {"seq": 101, "action": "alert.raise", "kind": "alert", "id": 1, "severity": 4, "state": "new", "title": "x"}
    for _ in range(2):
        desk.say("event", event, 101)
    desk.say("event", {**event, "seq": 102}, 102)
    page.wait_for_function("() => heard === 2")


def test_an_urgent_alarm_is_spoken_as_well_as_shown(page: Page, desk: Desk):
    open_gallery(page, desk)
    event = {
        "seq": 101,
        "action": "alert.raise",
        "kind": "alert",
        "id": 9,
        "severity": 1,
        "state": "new",
        "title": "Ngập sâu",
    }
    desk.say("event", event, 101)
    expect(page.locator("#say")).to_have_text("Ngập sâu")


def test_each_level_sounds_as_the_guide_says_once_sound_is_on(page: Page, desk: Desk):
    page.add_init_script(LISTENING)
    open_gallery(page, desk)
    page.locator("[data-sound]").first.click()
    page.wait_for_function("() => loudest > 0.02")
    assert pulses(page) == [(440, 0)]
    urgent = {
        "seq": 101,
        "action": "alert.raise",
        "kind": "alert",
        "id": 9,
        "severity": 1,
        "state": "new",
        "title": "Ngập",
    }
    desk.say("event", urgent, 101)
    page.wait_for_function("() => loudest > 0.2")
    assert pulses(page) == [(523, 0), (659, 0.24), (523, 0.48), (659, 1.05), (523, 1.29)]
    desk.say("event", urgent | {"seq": 102, "id": 10, "severity": 2}, 102)
    page.wait_for_function("() => tones.length === 9")
    assert pulses(page) == [(523, 0), (523, 0.3), (659, 0.6)]
    page.locator("[data-sound]").first.click()
    desk.say("event", urgent | {"seq": 103, "id": 11}, 103)
    expect(page.locator("#say")).to_have_text("Ngập")
    assert pulses(page) == []


def pulses(page: Page) -> list[tuple[float, float]]:
    """(hertz, s after the first) of the fundamental tones since the last asking; all came while the sound was running."""
    tones = page.evaluate("tones.splice(0)")
    assert {one["state"] for one in tones} <= {"running"}
    return [(one["hertz"], round(one["at"] - tones[0]["at"], 2)) for one in tones[::3]]


def test_an_idle_desk_is_covered_and_only_the_password_uncovers_it(page: Page, desk: Desk):
    open_gallery(page, desk)
    page.evaluate("document.querySelector('[data-lock-now]').click()")
    lock = page.locator("dialog.lock")
    expect(lock).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(lock).to_be_visible()
    lock.locator("input[type=password]").fill("sai")
    lock.locator(".btn.primary").click()
    expect(lock.locator("[data-unlock-error]")).to_have_text("Mật khẩu chưa đúng.")
    desk.say(
        "latest", {"AQ-001/pm25": {"at": now().isoformat(), "value": 9, "text": "9,0", "band": None, "quality": 0}}
    )
    expect(page.locator("[data-latest='AQ-001/pm25']")).to_have_text("9,0")
    lock.locator("input[type=password]").fill(PASSWORD)
    lock.locator(".btn.primary").click()
    expect(lock).to_be_hidden()
    assert [path for path, _ in desk.posted] == ["/lock", "/unlock", "/unlock"]


def test_the_palette_finds_and_opens_by_keyboard(page: Page, desk: Desk):
    open_gallery(page, desk)
    page.keyboard.press("Control+k")
    page.keyboard.type("canh")
    expect(page.locator("#palette a")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/#two")


def test_single_keys_rest_while_someone_types(page: Page, desk: Desk):
    open_gallery(page, desk)
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("#why").fill("")
    page.locator("#why").press_sequentially("a?j")
    expect(page.locator("dialog#keys")).to_be_hidden()
    expect(page.locator("#why")).to_have_value("a?j")


def test_rows_are_walked_by_j_and_k(page: Page, desk: Desk):
    open_gallery(page, desk)
    rows = page.locator("[data-row]")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_have_attribute("data-focus", "")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(rows.nth(0)).to_have_attribute("data-focus", "")


def test_a_key_of_rows_acts_on_the_chosen_row_alone(page: Page, desk: Desk):
    open_gallery(page, desk)
    page.evaluate(
        "document.addEventListener('click', (event) => { window.pressed = event.target.dataset.key; event.preventDefault(); }, true)"
    )
    first = page.locator("[data-row]:has([data-key=s])").first
    page.keyboard.press("s")
    expect(first).to_have_attribute("data-focus", "")
    assert page.evaluate("window.pressed") is None
    page.keyboard.press("s")
    assert page.evaluate("window.pressed") == "s"
    page.evaluate("window.pressed = undefined")
    while page.locator("[data-row][data-focus] [data-key=s]").count():
        page.keyboard.press("j")
    page.keyboard.press("s")
    assert page.evaluate("window.pressed") is None


def test_the_list_of_keys_tells_where_g_leads_this_person(page: Page, desk: Desk):
    open_gallery(page, desk)
    page.keyboard.press("?")
    listed = page.locator("[data-keys-list]")
    leads = page.locator(".rail a[data-go]").evaluate_all("all => all.map(a => `G ${a.dataset.go.toUpperCase()}`)")
    shown = [" ".join(one.split()) for one in listed.locator("dt").all_inner_texts()]
    assert [one for one in shown if one.startswith("G ")] == leads != []


def test_the_theme_and_the_text_size_are_kept_for_the_next_page(page: Page, desk: Desk):
    open_gallery(page, desk)
    page.locator(".bar [data-theme-toggle]").first.click()
    page.evaluate("document.querySelector('[data-text-toggle]').click()")
    page.reload()
    html = page.locator("html")
    expect(html).to_have_attribute("data-theme", "dark")
    expect(html).to_have_attribute("data-text", "large")


def test_a_chart_has_its_numbers_in_a_table(page: Page, desk: Desk):
    open_gallery(page, desk)
    chart = page.locator("ioc-chart").first
    chart.locator("summary").click()
    expect(chart.locator("tbody tr")).not_to_have_count(0)
    with page.expect_download() as download:
        chart.locator("button").click()
    assert Path(download.value.path()).read_text(encoding="utf-8-sig").startswith('at,"Mực nước (cm)"')


@pytest.mark.map
def test_everything_in_view_of_the_map_can_be_picked_by_keyboard(page: Page, desk: Desk):
    open_gallery(page, desk)
    expect(page.locator(".map-frame[data-ready]")).to_be_visible()
    page.evaluate("document.body.addEventListener('ioc:pick', (e) => (window.picked = e.detail))")
    page.locator(".map-objects summary").press("Enter")
    page.locator(".map-list button").first.press("Enter")
    assert page.evaluate("picked.sev") == 1


def test_swapped_parts_leave_nothing_behind(page: Page, desk: Desk):
    """40 swaps of a chart: each one that left has let go of its canvas and listeners."""
    open_gallery(page, desk)
    left = page.evaluate(
        """async () => {
            const chart = document.querySelector('ioc-chart');
            const copy = chart.cloneNode(true);
            copy.querySelectorAll('.plot, details').forEach((part) => part.remove());
            const place = chart.parentElement;
            chart.remove();
            const seen = [];
            for (let turn = 0; turn < 40; turn += 1) {
                const next = copy.cloneNode(true);
                place.append(next);
                seen.push(next);
                await new Promise((done) => setTimeout(done, 5));
                next.remove();
            }
            await new Promise((done) => setTimeout(done, 300));
            return seen.filter((one) => one.chart).length;
        }"""
    )
    assert left == 0


FOLLOWER = """() => {
  const made = document.createElement("button");
  Object.assign(made, { id: "made", textContent: "ấn" });
  Object.assign(made.dataset, { follows: "alert", pause: "400" });
  window.asked = [];
  made.addEventListener("ioc:refresh", () => asked.push(performance.now()));
  document.querySelector("main").prepend(made);
}"""
PART = (
    '<p id="made" hx-get="/made" hx-trigger="ioc:refresh" hx-swap="outerHTML" data-follows="alert" data-pause="1"></p>'
)
SLOW_PART = """(part) => {
  document.querySelector("main").insertAdjacentHTML("afterbegin", part);
  htmx.process(document.getElementById("made"));
  window.requests = 0;
  const stale = () => document.body.dispatchEvent(new CustomEvent("ioc:event", { detail: { kind: "alert", seq: 0 } }));
  document.body.addEventListener("htmx:beforeRequest", () => (requests += 1) === 1 && setTimeout(stale, 20));
}"""
SAY = "(kind) => document.body.dispatchEvent(new CustomEvent('ioc:event', { detail: { kind, seq: 0 } }))"
ANSWERED = """() => document.body.dispatchEvent(
  new CustomEvent('htmx:afterRequest', { detail: { requestConfig: { elt: document.getElementById('made') } } }))"""
SWAPPED = """() => {
  const swap = new CustomEvent("htmx:oobBeforeSwap", { detail: { target: document.getElementById("made"), shouldSwap: true } });
  document.body.dispatchEvent(swap);
  return swap.detail.shouldSwap;
}"""


def test_the_last_of_many_events_is_never_missed(page: Page, desk: Desk):
    open_gallery(page, desk)
    page.evaluate(FOLLOWER)
    page.evaluate(SAY, "alert")
    page.wait_for_function("() => asked.length === 1")
    for kind in ("alert", "unit", "alert"):
        page.evaluate(SAY, kind)
    page.wait_for_timeout(600)
    assert page.evaluate("asked.length") == 1, "asked again before the first answer"
    page.evaluate(ANSWERED)
    page.wait_for_function("() => asked.length === 2")
    assert page.evaluate("asked[1] - asked[0]") >= 400
    page.evaluate(ANSWERED)
    page.wait_for_timeout(600)
    assert page.evaluate("asked.length") == 2


def test_an_event_right_after_a_swap_finds_the_new_part_listening(page: Page, desk: Desk):
    """As when the answer took longer than the pause: htmx must not leave a gap between a swap and its listeners."""
    open_gallery(page, desk)
    page.route("**/made", lambda route: (page.wait_for_timeout(60), route.fulfill(body=PART)))
    page.evaluate(SLOW_PART, PART)
    page.evaluate(SAY, "alert")
    page.wait_for_function("() => requests === 2", timeout=12_000)  # sooner than a lost answer is asked for again


def test_parts_that_are_swapped_again_and_again_leave_no_white_space(page: Page, desk: Desk):
    open_gallery(page, desk)
    page.route("**/made", lambda route: route.fulfill(body=f"\n\n{PART}\n"))
    page.evaluate(
        "(part) => document.querySelector('main').insertAdjacentHTML('afterbegin', `<div>${part}</div>`)", PART
    )
    page.evaluate("htmx.process(document.getElementById('made'))")
    for _turn in range(5):
        with page.expect_response("**/made"):
            page.evaluate("document.getElementById('made').dispatchEvent(new CustomEvent('ioc:refresh'))")
        page.wait_for_timeout(50)
    assert page.evaluate("document.getElementById('made').parentElement.childNodes.length") <= 3


def test_an_answer_that_never_comes_is_asked_for_again(page: Page, desk: Desk):
    page.clock.install()
    open_gallery(page, desk)
    page.evaluate(FOLLOWER)
    page.evaluate(SAY, "alert")
    page.clock.run_for(100)
    assert page.evaluate("asked.length") == 1
    page.evaluate(SAY, "alert")
    page.clock.run_for(1_000)
    assert page.evaluate("asked.length") == 1
    page.clock.run_for(15_000)
    assert page.evaluate("asked.length") == 2


def test_what_is_being_pressed_is_not_swapped_away_and_is_asked_for_again(page: Page, desk: Desk):
    open_gallery(page, desk)
    page.evaluate(FOLLOWER)
    page.locator("#made").hover()
    page.mouse.down()
    assert page.evaluate(SWAPPED) is False
    assert page.evaluate("asked.length") == 0
    page.mouse.up()
    page.wait_for_function("() => asked.length === 1")
    assert page.evaluate(SWAPPED) is True
