"""One demo centre for the tests that need everything, and browsers at it. What fails tells what the browser and the centre said."""

import contextlib
import fcntl
import os
import re
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright

from haidang.core.ui.tests.test_in_a_browser import NO_MAPS
from haidang.kernel.home import Home
from haidang.run.demo import env as demo_env

from . import demo
from .desk import Centre, Desk

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox --use-angle=swiftshader --enable-unsafe-swiftshader --ignore-gpu-blocklist"
    " --disable-background-networking --disable-component-update --disable-sync --no-first-run"
).split()
FLAT = ["--disable-gpu", *(flag for flag in FLAGS if not re.search("gpu|angle|swiftshader", flag))]
PATIENCE = 60_000  # ms; a busy machine draws maps in software
LOG_LINES = 30
expect.set_options(timeout=PATIENCE)

DESKS = pytest.StashKey[list[Desk]]()
BEGAN_WITH = pytest.StashKey[dict[Path, int]]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """They need time; those that disturb the others come last."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.processes)
            item.add_marker(pytest.mark.timeout(420))
    items.sort(key=lambda item: item.get_closest_marker("alone") is not None)


def pytest_unconfigure() -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        demo.end()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Whoever reads a failure has neither the browser nor the centre any more."""
    report = yield
    if report.failed:
        for number, desk in enumerate(item.stash.get(DESKS, []), 1):
            report.sections.append((f"desk {number}", str(desk)))
        for name, words in since(item.stash.get(BEGAN_WITH, {})):
            report.sections.append((f"what {name} said meanwhile", words))
    return report


def logs(home: Home) -> dict[Path, int]:
    """The log of each process and how long it is, in bytes."""
    return {log: log.stat().st_size for log in sorted(home.logs.glob("*.log")) if not log.stem[-2:].startswith(".")}


def since(began_with: dict[Path, int]) -> Iterator[tuple[str, str]]:
    """(process, the end of what it wrote since then) of those that wrote anything."""
    for log, size in began_with.items():
        written = log.read_bytes() if log.exists() else b""
        lines = written[size if size <= len(written) else 0 :].decode(errors="replace").splitlines()
        if lines:
            yield log.stem, "\n".join(lines[-LOG_LINES:])


@pytest.fixture(scope="package")
def started(request: pytest.FixtureRequest) -> Iterator[Centre | None]:
    """A demo of its own; HAIDANG_TEST_CENTRE names the home of one that is running already, to try a test again and again."""
    with contextlib.ExitStack() as stack:
        running = os.environ.get("HAIDANG_TEST_CENTRE")
        try:
            home = Home(Path(running)) if running else stack.enter_context(demo.shared())
        except demo.NotStarted as failure:
            print(failure)
            yield None
            return
        env = demo_env.read(home)
        yield Centre(home, env["HAIDANG_URL"], env)


@pytest.fixture
def centre(started: Centre | None) -> Centre:
    if started is None:
        pytest.fail("the demo did not start; the first failure shows what it said", pytrace=False)
    return started


@pytest.fixture(autouse=True)
def _in_turn(centre: Centre, request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests share the centre; one marked `alone` waits for the others to end, and lets nobody in before it."""
    alone = request.node.get_closest_marker("alone") is not None
    with contextlib.ExitStack() as inside:
        with demo.locked(centre.home.run / "door"):
            inside.enter_context(demo.locked(centre.home.run / "room", fcntl.LOCK_EX if alone else fcntl.LOCK_SH))
        request.node.stash[BEGAN_WITH] = logs(centre.home)
        yield


@pytest.fixture(scope="package")
def tools() -> Iterator[Playwright]:
    with sync_playwright() as tools:
        yield tools


@pytest.fixture(scope="package")
def browser(tools: Playwright) -> Iterator[Browser]:
    opened = tools.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield opened
    opened.close()


@pytest.fixture(scope="package")
def flat_browser(tools: Playwright) -> Iterator[Browser]:
    """One that draws no maps: without WebGL in software a page costs it far less."""
    opened = tools.chromium.launch(executable_path=CHROMIUM, args=FLAT)
    yield opened
    opened.close()


def new_context(browser: Browser, width: int, height: int) -> BrowserContext:
    viewport = {"width": width, "height": height}
    context = browser.new_context(viewport=viewport, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    context.set_default_timeout(PATIENCE)
    return context


@pytest.fixture
def desk(request: pytest.FixtureRequest, browser: Browser, centre: Centre) -> Iterator[Callable[..., Desk]]:
    """Makes desks: desk(width=390, theme="dark", language="en")."""
    own: list[Desk] = []

    def make(width: int = 1440, height: int = 900, theme: str = "", language: str = "") -> Desk:
        own.append(Desk(new_context(browser, width, height), centre).look(theme, language))
        request.node.stash.setdefault(DESKS, []).append(own[-1])
        return own[-1]

    yield make
    for one in own:
        one.context.close()


@pytest.fixture(scope="package")
def contexts(browser: Browser) -> Iterator[dict[tuple[str, int, int, bool], BrowserContext]]:
    """Browsers that keep what they have loaded, for tests that only look."""
    kept: dict[tuple[str, int, int, bool], BrowserContext] = {}
    yield kept
    for context in kept.values():
        context.close()


@pytest.fixture
def visit(
    request: pytest.FixtureRequest,
    browser: Browser,
    flat_browser: Browser,
    centre: Centre,
    contexts: dict[tuple[str, int, int, bool], BrowserContext],
) -> Iterator[Callable[..., Desk]]:
    """Makes desks that only look: visit("trucban", 390, 844); "" is nobody. What one visit loaded the next has at hand."""
    made: list[Desk] = []

    def make(account: str, width: int = 1440, height: int = 900, *, maps: bool = True) -> Desk:
        key = (account, width, height, maps)
        if key not in contexts:
            contexts[key] = new_context(browser if maps else flat_browser, width, height)
            if not maps:
                contexts[key].add_init_script(NO_MAPS)
        made.append(Desk(contexts[key], centre))
        request.node.stash.setdefault(DESKS, []).append(made[-1])
        if account:
            made[-1].sign_in(account)
        return made[-1]

    yield make
    for one in made:
        one.page.close()
