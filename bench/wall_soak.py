"""The wall in a real browser for hours: memory, nodes, listeners, processor, ticks missed, scenes shown, and how it comes back.

`haidang up --demo` runs beside it. Scenes follow one another quicker than on a wall, so that an hour turns as often as many.
Faults are planned at even distances: the web is killed, PostgreSQL is killed, the network is cut, the web stands still, and an
operator pins a scene and lets it go. Nothing else reloads the page.
"""

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import centre, whole
from .measure import Result

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox --use-angle=swiftshader --enable-unsafe-swiftshader --ignore-gpu-blocklist"
    " --disable-background-networking --disable-component-update --disable-sync --no-first-run"
).split()
SCREEN = "manhinh"
TICK = 5.0
BACK_WITHIN = 120.0
CUT_FOR, STILL_FOR = 25.0, 45.0
WARM = 120.0  # seconds until caches are filled: growth counts from there
COUNTING = """
const kept = JSON.parse(sessionStorage.getItem("soak") ?? '{"shown":0,"ticks":0,"missed":0,"loads":0,"lives":0,"bands":0}');
kept.loads += 1;
const keep = () => sessionStorage.setItem("soak", JSON.stringify(kept));
let last = null;
document.addEventListener("ioc:shown", () => { kept.shown += 1; keep(); }, true);
document.addEventListener("ioc:tick", () => {
  const now = Date.now();
  kept.ticks += 1;
  if (last !== null) kept.missed += Math.max(0, Math.round((now - last) / 5000) - 1);
  last = now;
  keep();
});
document.addEventListener("ioc:conn", ({ detail }) => { if (detail.state === "live") { kept.lives += 1; keep(); } });
addEventListener("error", ({ message }) => { kept.error = message; keep(); });
keep();
"""
COUNTED = "() => JSON.parse(sessionStorage.getItem('soak'))"
ATTACHED = """() => Object.fromEntries([["page", document], ...[...document.querySelectorAll(".scene")]
  .map((one) => [one.dataset.scene, one])].map(([name, one]) => [name, one.querySelectorAll("*").length]))"""
WELL = """async () => {
  const { ok } = await fetch(document.body.dataset.nowUrl, { cache: "no-store" }).catch(() => ({}));
  return ok && document.documentElement.dataset.stream === "live" && document.querySelector("[data-wall-stale]")?.hidden
    && document.querySelectorAll(".scene:not([data-hidden])").length > 0;
}"""


@dataclass
class Look:
    """One look at the page, so many seconds after it was opened."""

    at: float
    heap_mb: float
    nodes: int
    listeners: int
    browser_mb: float
    cpu: float
    shown: int
    missed: int
    attached: dict[str, int]
    """Elements by scene, and `page` for all. The rest of `nodes` is text and what is not in the page."""


@dataclass
class Soak:
    page: Any
    devtools: Any
    began: float = field(default_factory=time.monotonic)
    looks: list[Look] = field(default_factory=list)
    faults: list[dict[str, Any]] = field(default_factory=list)
    used: float = 0.0
    looked_at: float = field(default_factory=time.monotonic)

    def look(self) -> Look:
        """Memory after the rubbish is gone; processor of all processes of the browser since the look before."""
        self.devtools.send("HeapProfiler.collectGarbage")
        told = {one["name"]: one["value"] for one in self.devtools.send("Performance.getMetrics")["metrics"]}
        counted = self.page.evaluate(COUNTED)
        pids, now = browsers(), time.monotonic()
        used = sum(centre._seconds(pid) for pid in pids)
        cpu = 100 * (used - self.used) / max(now - self.looked_at, 1)
        self.used, self.looked_at = used, now
        one = Look(
            now - self.began, told["JSHeapUsedSize"] / 1e6, int(told["Nodes"]), int(told["JSEventListeners"]),
            sum(centre.pss_mb(pid) for pid in pids), cpu, counted["shown"], counted["missed"], self.page.evaluate(ATTACHED),
        )  # fmt: skip
        self.looks.append(one)
        print(
            f"{one.at / 60:6.1f} min heap {one.heap_mb:6.1f} MB nodes {one.nodes} ({one.attached['page']} elements)"
            f" listeners {one.listeners}"
            f" browser {one.browser_mb:.0f} MB cpu {one.cpu:.0f} % scenes {one.shown} missed {one.missed}",
            file=sys.stderr, flush=True,
        )  # fmt: skip
        return one

    def fault(self, name: str, do: Callable[[], None]) -> None:
        """Do it, and wait until the wall is well again."""
        before = self.page.evaluate(COUNTED)
        do()
        began = time.monotonic()
        is_back = False
        while not is_back and time.monotonic() - began < BACK_WITHIN:
            time.sleep(0.5)
            try:
                is_back = self.page.evaluate(WELL)
            except Exception:  # the page is just loading anew
                continue
        after = self.page.evaluate(COUNTED)
        told = {
            "fault": name, "at": round(time.monotonic() - self.began), "back_after": round(time.monotonic() - began, 1),
            "is_back": is_back, "reloads": after["loads"] - before["loads"], "missed": after["missed"] - before["missed"],
        }  # fmt: skip
        self.faults.append(told)
        print(told, file=sys.stderr, flush=True)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--minutes", type=float, default=240.0)
    parser.add_argument("--dwell", type=int, default=8, help="seconds a scene stays")
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--every", type=float, default=60.0, help="seconds between looks")


def measure(options: argparse.Namespace) -> Result:
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "1"  # Playwright keeps a loop in this thread; nobody else asks the database
    )
    with whole.whole("--demo", within=900) as one, sync_playwright() as tools:
        quicken(options.dwell)
        width, height = (int(part) for part in options.size.split("x"))
        browser = tools.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
        )
        context.set_default_timeout(120_000)
        page = signed_in(context, one)
        page.add_init_script(COUNTING)
        page.goto(f"http://localhost:{one.port}/wall/")
        page.locator("html[data-stream=live]").wait_for(state="attached")
        devtools = context.new_cdp_session(page)
        devtools.send("Performance.enable")
        soak = Soak(page, devtools)
        try:
            run(soak, one, context, options)
        except KeyboardInterrupt:
            print("stopped early", file=sys.stderr)
        result = told(soak, options)
        browser.close()
    return result


def run(soak: Soak, one: whole.Whole, context: Any, options: argparse.Namespace) -> None:
    span = options.minutes * 60
    planned = [
        ("the web is killed", lambda: kill(one, "web")),
        ("an operator pins a scene for 60 s and lets it go", lambda: pin(soak)),
        ("PostgreSQL is killed", lambda: kill(one, "database")),
        (f"the network is cut for {CUT_FOR:.0f} s", lambda: cut(context)),
        (f"the web stands still for {STILL_FOR:.0f} s", lambda: still(one)),
    ]
    due = [(span * (number + 1) / (len(planned) + 1), *fault) for number, fault in enumerate(planned)]
    soak.look()
    while (now := time.monotonic() - soak.began) < span:
        if due and now >= due[0][0]:
            _at, name, do = due.pop(0)
            soak.fault(name, do)
            soak.look()
        soak.page.wait_for_timeout(min(options.every, max(1.0, span - now)) * 1000)
        soak.look()


def quicken(dwell: int) -> None:
    """Every scene, events included, one after another."""
    from haidang.core.walls import actions
    from haidang.core.walls.models import Screen
    from haidang.core.walls.scenes import every_scene
    from haidang.kernel.action import system

    screen = Screen.objects.select_related("place").get(code=SCREEN)
    entries = [{"scene": key, "dwell": dwell, "from": "", "to": ""} for key in every_scene()]
    actions.change(system("bench"), screen, playlist=entries)


def pin(soak: Soak) -> None:
    from haidang.core.walls import actions
    from haidang.core.walls.models import Screen
    from haidang.kernel.action import system
    from haidang.kernel.manifest import Words

    screen = Screen.objects.select_related("place").get(code=SCREEN)
    actions.show(system("bench"), screen, what="scene", key="forces", title=Words(vi="Lực lượng", en="Forces"))
    soak.page.locator('.scene[data-scene="forces"]:not([data-hidden])').wait_for()
    soak.page.wait_for_timeout(60_000)
    actions.release(system("bench"), screen)


def kill(one: whole.Whole, name: str) -> None:
    """All processes of that name; the supervisor brings them back."""
    from django.db import connection

    connection.close()
    for pid in centre.family(one.process.pid):
        if whole._name(pid, one.process.pid) == name:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue


def cut(context: Any) -> None:
    context.set_offline(True)
    time.sleep(CUT_FOR)
    context.set_offline(False)


def still(one: whole.Whole) -> None:
    """What is connected stays connected and hears nothing."""
    pids = [pid for pid in centre.family(one.process.pid) if whole._name(pid, one.process.pid) == "web"]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    time.sleep(STILL_FOR)
    for pid in pids:
        try:
            os.kill(pid, signal.SIGCONT)
        except ProcessLookupError:
            continue


def signed_in(context: Any, one: whole.Whole) -> Any:
    from haidang.run.demo import env

    lines = dict(line.split("=", 1) for line in (one.home / "demo.env").read_text().splitlines() if "=" in line)
    page = context.new_page()
    page.goto(f"http://localhost:{one.port}/accounts/login/")
    page.fill("input[name=login]", SCREEN)
    page.fill("input[name=password]", lines[env.password_name(SCREEN)].strip("\"'"))
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    return page


def browsers() -> list[int]:
    """The processes of the browser that this one started."""
    found = []
    for pid in centre.family(os.getpid()):
        try:
            if b"chromium" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0]:
                found.append(pid)
        except OSError:
            continue
    return found


def told(soak: Soak, options: argparse.Namespace) -> Result:
    looks, counted = soak.looks, soak.page.evaluate(COUNTED)
    warm = next((one for one in looks if one.at >= WARM), looks[0])
    last, minutes = looks[-1], looks[-1].at / 60
    planned = sum(one["missed"] for one in soak.faults)
    result = Result(facts={"looks": [vars(one) for one in looks], "faults": soak.faults, "counted": counted})
    result.add("minutes in one browser", minutes, "min")
    result.add(f"scenes shown, {options.dwell} s each at least", counted["shown"], "")
    result.add("the same on a wall with 45 s a scene", counted["shown"] * 45 / 3600, "hours")
    result.add("JS heap after 2 min", warm.heap_mb, "MB")
    result.add("JS heap at its most", max(one.heap_mb for one in looks), "MB", below=warm.heap_mb * 1.5)
    result.add("JS heap at the end", last.heap_mb, "MB")
    result.add("DOM nodes after 2 min", warm.nodes, "")
    result.add("DOM nodes at their most", max(one.nodes for one in looks), "", below=warm.nodes * 1.5)
    result.add("DOM nodes at the end", last.nodes, "")
    result.add("listeners after 2 min", warm.listeners, "")
    result.add(
        "listeners, median", sorted(one.listeners for one in looks)[len(looks) // 2], "", below=warm.listeners * 1.5
    )
    result.add("listeners at the end", last.listeners, "")
    result.add("browser, all processes, after 2 min", warm.browser_mb, "MB")
    result.add("browser, all processes, at the end", last.browser_mb, "MB")
    result.add("processor of the browser, median", sorted(one.cpu for one in looks)[len(looks) // 2], "% of a core")
    result.add("ticks heard", counted["ticks"], "")
    result.add("ticks missed, the faults left out", max(0, counted["missed"] - planned), "")
    for one in soak.faults:
        result.add(f"{one['fault']}: well again after", one["back_after"], "s", below=BACK_WITHIN)
    result.none("faults that it did not come back from", sum(not one["is_back"] for one in soak.faults))
    result.add("loads of the page", counted["loads"], "")
    if counted.get("error"):
        result.facts["error"] = counted["error"]
    print(json.dumps(soak.faults, indent=1, ensure_ascii=False), file=sys.stderr)
    return result
