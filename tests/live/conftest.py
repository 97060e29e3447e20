"""One demo centre for the tests that need everything: started as people start it, on ports and in a home of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from haidang.kernel.home import Home
from haidang.run import demo_env

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox --use-angle=swiftshader --enable-unsafe-swiftshader --ignore-gpu-blocklist"
    " --disable-background-networking --disable-component-update --disable-sync --no-first-run"
).split()
START_WITHIN = 240
expect.set_options(timeout=30_000)  # a busy machine draws maps in software


@dataclass(frozen=True)
class Centre:
    """A running demo."""

    home: Home
    url: str
    env: dict[str, str]
    signed_in: dict[str, list[Any]]
    """Cookies of the accounts that signed in: once is enough."""

    def password(self, account: str) -> str:
        return self.env[demo_env.password_name(account)]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of them share the one centre: on the same worker."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("live"))
            item.add_marker(pytest.mark.processes)
            item.add_marker(pytest.mark.timeout(420))


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="package")
def centre() -> Iterator[Centre]:
    """A demo of its own; HAIDANG_TEST_CENTRE names the home of one that is running already, to try a test again and again."""
    if running := os.environ.get("HAIDANG_TEST_CENTRE"):
        home = Home(Path(running))
        env = demo_env.read(home)
        yield Centre(home, env["HAIDANG_URL"], env, {})
        return
    home = Home(Path(f"/tmp/hd-live-{os.getpid()}"))
    port = _free_port()
    left_out = ("DJANGO_SETTINGS_MODULE", "HAIDANG_DATABASE_URL", "PYTEST_CURRENT_TEST")
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    environment |= {"HAIDANG_HOME": str(home.root), "HAIDANG_PORT": str(port)}
    log = home.root.with_suffix(".log")
    with log.open("w") as told:
        program = [sys.executable, "-m", "haidang", "up", "--demo"]
        process = subprocess.Popen(
            program, env=environment, stdout=told, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        give_up_at = time.monotonic() + START_WITHIN
        while "Ctrl-C stops everything" not in log.read_text():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < give_up_at, log.read_text()
            time.sleep(0.5)
        yield Centre(home, f"http://localhost:{port}", demo_env.read(home), {})
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        shutil.rmtree(home.root, ignore_errors=True)
        log.unlink(missing_ok=True)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as tools:
        opened = tools.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


class Desk:
    """A browser of one person: signed in, with everything that went wrong in the console noted."""

    def __init__(self, context: BrowserContext, centre: Centre) -> None:
        self.context, self.centre = context, centre
        self.page: Page = context.new_page()
        self.wrong: list[str] = []
        self.page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def sign_in(self, account: str) -> "Desk":
        """The look and language of this desk stay: a sign-in of its own would bring the person's."""
        if account not in self.centre.signed_in:
            self.centre.signed_in[account] = self._give_password(account)
        self.context.add_cookies(self.centre.signed_in[account])
        return self

    def _give_password(self, account: str) -> list[Any]:
        assert self.context.browser
        with self.context.browser.new_context() as elsewhere:
            page = elsewhere.new_page()
            page.goto(f"{self.centre.url}/accounts/login/", timeout=60_000)
            page.fill("input[name=login]", account)
            page.fill("input[name=password]", self.centre.password(account))
            page.press("input[name=password]", "Enter")
            page.wait_for_url(lambda url: "/accounts/login" not in url, timeout=60_000)
            return [one for one in elsewhere.cookies() if one["name"] in ("sessionid", "csrftoken")]

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.centre.url}{path}")
        return self.page

    def open_live(self, path: str) -> Page:
        """The page, once its stream is there."""
        self.open(path)
        self.page.locator("html[data-stream=live]").wait_for(state="attached")
        return self.page


@pytest.fixture
def desk(browser: Browser, centre: Centre) -> Iterator[Callable[..., Desk]]:
    """Makes desks: desk(width=390, theme="dark", language="en")."""
    contexts: list[BrowserContext] = []

    def make(width: int = 1440, height: int = 900, theme: str = "", language: str = "") -> Desk:
        viewport = {"width": width, "height": height}
        context = browser.new_context(viewport=viewport, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
        context.set_default_timeout(60_000)
        contexts.append(context)
        chosen = {"theme": theme, "django_language": language}
        cookies = [{"name": name, "value": value, "url": centre.url} for name, value in chosen.items() if value]
        if cookies:
            context.add_cookies(cookies)
        return Desk(context, centre)

    yield make
    for context in contexts:
        context.close()
