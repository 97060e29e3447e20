"""The citizens' app on a slow phone: how soon it is there, and a photo that outlives a line that breaks."""

import io
import os

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from .conftest import PATIENCE
from .desk import Centre

PHONE = {"width": 390, "height": 844}
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
"""Slow 4G, as Lighthouse emulates a phone."""
PHONE_INDEX = 400
"""How fast a middling phone is by Lighthouse's BenchmarkIndex; this machine is slowed down to it."""
FIRST_PAINT_MS, TRIES = 1500, 8
SHARED = 2
"""CI's processors are shared with others: it fails only when the best visit takes twice what is aimed at."""
MOST_BYTES, MOST_REQUESTS = 300_000, 30
PIECE = 512 * 1024
INDEX = """() => {
  const until = performance.now() + 500, began = performance.now();
  let rounds = 0;
  for (; performance.now() < until; rounds += 1) {
    let text = "";
    for (let at = 0; at < 10000; at += 1) text += "a";
  }
  return rounds / 10 / ((performance.now() - began) / 1000);
}"""
PAINTED = """async () => {
  const first = () => performance.getEntriesByName("first-contentful-paint")[0];
  while (!first()) await new Promise((done) => setTimeout(done, 30));
  return first().startTime;
}"""


def phone(browser: Browser, centre: Centre, **more: object) -> BrowserContext:
    context = browser.new_context(
        viewport=PHONE,
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        base_url=centre.url,
        service_workers="block",
        **more,
    )
    context.set_default_timeout(PATIENCE)
    return context


def painted_ms(browser: Browser, centre: Centre) -> tuple[float, int, int, list[str]]:
    """(first paint, bytes, requests, what held it up that is no style sheet) of a first visit with nothing kept."""
    context = phone(browser, centre)
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", SLOW)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": max(1, page.evaluate(INDEX) / PHONE_INDEX)})
    came: list[float] = []
    tools.on("Network.loadingFinished", lambda told: came.append(told["encodedDataLength"]))
    page.goto("/app/", wait_until="load")
    first = page.evaluate(PAINTED)
    blocking = page.evaluate(
        "performance.getEntriesByType('resource')"
        ".filter((one) => one.renderBlockingStatus === 'blocking' && !one.name.endsWith('.css')).map((one) => one.name)"
    )
    context.close()
    return first, int(sum(came)), len(came), blocking


@pytest.mark.alone
def test_the_front_page_is_soon_there_on_a_slow_phone(centre: Centre, browser: Browser) -> None:
    visits = [painted_ms(browser, centre)]
    while visits[-1][0] >= FIRST_PAINT_MS and len(visits) < TRIES:
        visits.append(painted_ms(browser, centre))
    said = [(round(first), size, requests) for first, size, requests, _blocking in visits]
    assert min(first for first, *_others in visits) < SHARED * FIRST_PAINT_MS, (
        said
    )  # what else runs here only adds to it
    assert max(size for _first, size, *_others in visits) < MOST_BYTES, said
    assert max(requests for _first, _size, requests, _blocking in visits) <= MOST_REQUESTS, said
    assert [blocking for *_others, blocking in visits] == [[]] * len(visits)


def noise() -> bytes:
    """A photo that no compression makes small."""
    kept = io.BytesIO()
    Image.frombytes("RGB", (1200, 900), os.urandom(1200 * 900 * 3)).save(kept, "JPEG", quality=85)
    return kept.getvalue()


def test_a_photo_goes_on_after_a_broken_line_and_a_report_waits_for_the_network(
    centre: Centre, browser: Browser
) -> None:
    context = phone(browser, centre)
    page = context.new_page()
    asked: list[tuple[str, str]] = []
    context.route("**/app/uploads/**", lambda route: broken_once(route, asked))
    write(page)
    context.set_offline(True)
    page.click("[name=send]")
    expect(page.locator("[data-sending] [role=status]")).to_contain_text("giữ trên máy này")
    context.set_offline(False)
    page.wait_for_url("**/app/r/**")
    expect(page.locator("h1")).to_contain_text("Cống nghẹt trước cổng trường")
    offsets = [offset for method, offset in asked if method == "PATCH"]
    assert offsets == sorted(offsets, key=int)
    assert offsets.count(str(PIECE)) == 2  # the piece that broke came a second time, and nothing before it
    assert any(method == "HEAD" for method, _offset in asked)
    context.close()


def broken_once(route: Route, asked: list[tuple[str, str]]) -> None:
    """The line breaks in the second piece, once."""
    told = (route.request.method, route.request.headers.get("upload-offset", ""))
    is_first_time = told not in asked
    asked.append(told)
    if told == ("PATCH", str(PIECE)) and is_first_time:
        route.abort("connectionreset")
    else:
        route.continue_()


def write(page: Page) -> None:
    page.goto("/app/report/")
    page.set_input_files("#id_photos", {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": noise()})
    expect(page.locator("[data-photos] img")).to_have_count(1)
    page.click("[data-next]")
    page.select_option("#id_place", index=1)
    page.click("[data-next]")
    page.fill("#id_text", "Cống nghẹt trước cổng trường")
