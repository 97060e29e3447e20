"""A browser of one person, and what can be asked of the page in it."""

import json
import os
import time
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, Page

from haidang.kernel.home import Home
from haidang.run.demo import env as demo_env

SETTLED_WITHIN = 90_000
SIGNED_IN_FOR = 240  # seconds: an administrator's session locks five minutes after its last page
SETTLED = """async (within) => {
  const isNear = (one) => one.checkVisibility() && one.getBoundingClientRect().top < innerHeight;
  const isDrawn = (map) => (map.closest(".map-frame") ?? map).hasAttribute("data-ready") || map.querySelector(".map-failed");
  const unfinished = () => [
    ...[...document.querySelectorAll("ioc-map:defined")].filter((map) => isNear(map) && !isDrawn(map)),
    ...[...document.querySelectorAll("ioc-chart .plot")].filter((plot) => isNear(plot) && !plot.hasChildNodes()),
    ...document.querySelectorAll(".htmx-request"),
  ];
  const giveUpAt = performance.now() + within;
  let left;
  do {
    while (unfinished().length && performance.now() < giveUpAt) await new Promise((go) => setTimeout(go, 50));
    await document.fonts.ready;
    await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
    left = unfinished(); // a part may have begun to renew itself meanwhile
  } while (left.length && performance.now() < giveUpAt);
  return left.map((one) => one.outerHTML.slice(0, 120));
}"""
HEARD = 'document.addEventListener("ioc:latest", () => document.documentElement.setAttribute("data-heard", ""))'


@dataclass(frozen=True)
class Centre:
    """A running demo."""

    home: Home
    url: str
    env: dict[str, str]

    def password(self, account: str) -> str:
        return self.env[demo_env.password_name(account)]


class Desk:
    """A browser of one person: signed in, with everything that went wrong in the console noted."""

    def __init__(self, context: BrowserContext, centre: Centre) -> None:
        self.context, self.centre = context, centre
        self.page: Page = context.new_page()
        self.wrong: list[str] = []
        self.page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def __str__(self) -> str:
        return "\n".join([f"at {self.page.url}", *(self.wrong or ["nothing wrong in the console"])])

    def sign_in(self, account: str) -> "Desk":
        """The look and language of this desk stay: a sign-in of its own would bring the person's."""
        kept = self.centre.home.run / f"signed-in-{account}.json"  # once is enough, for both workers
        if not kept.exists() or time.time() - kept.stat().st_mtime > SIGNED_IN_FOR:
            draft = kept.with_suffix(f".{os.getpid()}")
            draft.write_text(json.dumps(self._give_password(account)))
            draft.rename(kept)
        kept.touch()
        self.context.add_cookies(json.loads(kept.read_text()))
        return self

    def _give_password(self, account: str) -> list[Any]:
        assert self.context.browser
        with self.context.browser.new_context() as elsewhere:
            page = elsewhere.new_page()
            page.goto(f"{self.centre.url}/accounts/login/")
            page.fill("input[name=login]", account)
            page.fill("input[name=password]", self.centre.password(account))
            page.press("input[name=password]", "Enter")
            page.wait_for_url(lambda url: "/accounts/login" not in url)
            return [one for one in elsewhere.cookies() if one["name"] in ("sessionid", "csrftoken")]

    def look(self, theme: str = "", language: str = "") -> "Desk":
        """From the next page on; "" leaves it as it is."""
        chosen = {"theme": theme, "django_language": language}
        cookies = [{"name": name, "value": value, "url": self.centre.url} for name, value in chosen.items() if value]
        if cookies:
            self.context.add_cookies(cookies)  # type: ignore[arg-type]
        return self

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.centre.url}{path}")
        return self.page

    def open_live(self, path: str) -> Page:
        """The page, once its stream is there."""
        self.open(path)
        self.page.locator("html[data-stream=live]").wait_for(state="attached")
        return self.page

    def open_heard(self, path: str) -> Page:
        """The page, once it shows the first values of the stream and everything is drawn."""
        self.page.add_init_script(HEARD)
        self.open(path)
        self.page.locator("html[data-heard]").wait_for(state="attached")
        settle(self.page)
        return self.page


def settle(page: Page) -> None:
    """Until fonts, maps, charts and parts that are seen are there."""
    assert page.evaluate(SETTLED, SETTLED_WITHIN) == [], "never drawn"
