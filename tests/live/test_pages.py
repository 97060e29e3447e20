"""Every page: readable for all, wide enough for its screen, in one language, quiet in the console. See `LOOKS`."""

import os
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tools import messages

from .desk import Desk, settle

ROOT = Path(__file__).parents[2]
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
ENDONYMS = {"Tiếng Việt", "English"}
VIETNAMESE = re.compile(r"[ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ]", re.IGNORECASE)
SAID = """(sent) => {
  const root = sent ? new DOMParser().parseFromString(sent, "text/html").body : document.body;
  const said = new Set();
  const walk = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    if (!walk.currentNode.parentElement.closest("script, style, textarea, [lang]:not(html)")) {
      said.add(walk.currentNode.textContent.trim());
    }
  }
  for (const element of root.querySelectorAll("[aria-label], [title], [placeholder]")) {
    if (element.closest("[lang]:not(html)")) continue;
    for (const name of ["aria-label", "title", "placeholder"]) said.add((element.getAttribute(name) ?? "").trim());
  }
  return [...said];
}"""


WALL, PHONE = (1920, 1080), (390, 844)


@dataclass(frozen=True)
class Room:
    """A page to look at: its path, who opens it, and the link on it that leads to the page meant."""

    path: str
    account: str = "trucban"
    follow: str = ""
    then: str = ""
    """What is added to where the link leads."""

    def screen(self) -> tuple[int, int]:
        return WALL if self.path == "/wall/" else PHONE if self.path.startswith(("/app/", "/field/")) else (1440, 900)

    def other_widths(self) -> tuple[int, ...]:
        """On which it must not be wider than the screen either."""
        return {WALL: (), PHONE: (1280,)}.get(self.screen(), (1280, 1920, 390))

    def marks(self) -> list[pytest.MarkDecorator]:
        return [pytest.mark.xdist_group("wall")] if self.path == "/wall/" else []

    def __str__(self) -> str:
        return f"{self.path}{'→' + self.follow if self.follow else ''}{self.then}"


OFFICER = (
    Room("/overview/"),
    Room("/alerts/"),
    Room("/alerts/?tab=closed"),
    Room("/alerts/?tab=all", follow="a.title[href^='/alerts/CB-']"),
    Room("/incidents/"),
    Room("/incidents/new"),
    Room("/incidents/?tab=all", follow="a[href^='/incidents/SC-']"),
    Room("/cases/"),
    Room("/cases/?tab=all", follow="a.title[href^='/cases/PA-']"),
    Room("/map/"),
    Room("/things/AQ-001/"),
    Room("/things/WL-001/"),
    Room("/d/environment/"),
    Room("/d/utilities/"),
    Room("/d/economy/", "lanhdao"),
    Room("/d/social/", "lanhdao"),
    Room("/today/", "lanhdao"),
    Room("/indicators/", "lanhdao"),
    Room("/indicators/health.dengue_cases/", "lanhdao"),
    Room("/indicators/health.dengue_cases/places/", "lanhdao"),
    Room("/indicators/plans/", "lanhdao"),
    Room("/figures/", "moitruong"),
    Room("/sources/"),
    Room("/sources/", follow="main a[href^='/sources/']"),
    Room("/rules/"),
    Room("/rules/", follow="main a[href^='/rules/']:not([href*='export']):not([href$='bring/']):not([href$='new/'])"),
    Room("/roster/"),
    Room("/notices/"),
    Room("/cases/board"),
    Room("/cases/new"),
    Room("/d/reports/"),
    Room("/d/services/"),
    Room("/warnings/"),
    Room("/warnings/new/"),
    Room("/blocks/"),
    Room("/service-index/"),
    Room("/search/?q=vung+tau"),
    Room("/account/"),
    Room("/account/security/"),
    Room("/account/channels/"),
    Room("/account/signins/"),
)
DEPTH = (
    Room("/alarm-quality/", "truongca"),
    Room("/outages/", "truongca"),
    Room("/outages/new/", "truongca"),
    Room("/combinations/new/", "truongca"),
    Room("/rules/bring/", "truongca"),
    Room("/playbooks/", "truongca"),
    Room("/playbooks/", "truongca", follow="main a[href^='/playbooks/']"),
    Room("/incidents/?tab=all", follow="a[href^='/incidents/SC-']", then="replay/"),
    Room("/incidents/?tab=all", follow="a[href^='/incidents/SC-']", then="draw/"),
    Room("/screens/", "truongca"),
    Room("/screens/", "truongca", follow="main a[href^='/screens/']:not([href*='/scenes/'])"),
    Room("/trust/", "truongca"),
    Room("/trust/doubts/", "truongca"),
    Room("/trust/archive/", "quantri"),
    Room("/things/WL-001/", follow="a[href^='/why/']"),
    Room("/sources/files/", "quantri"),
    Room("/sources/tables/", "quantri"),
    Room("/d/centre/", "quantri"),
)
FIELDS = (
    Room("/d/health/epidemics/", "lanhdao"),
    Room("/d/education/schools/", "lanhdao"),
    Room("/d/economy/projects/", "lanhdao"),
    Room("/d/tourism/lodgings/", "cutru"),
    Room("/d/security/violations/", "cutru"),
    Room("/d/environment/permits/"),
    Room("/d/cyber/watch/", "antoan"),
    Room("/d/social/posts/"),
    Room("/d/services/national/", "lanhdao"),
    Room("/directives/", "lanhdao"),
    Room("/brief/", "lanhdao"),
    Room("/indexes/characteristics/", "lanhdao"),
)
KEEPER = (
    Room("/people/", "quantri"),
    Room("/people/", "quantri", follow="main a[href^='/people/']:not([href$='new/'])"),
    Room("/people/offices/", "quantri"),
    Room("/people/keys/", "quantri"),
    Room("/people/limits/", "quantri"),
    Room("/people/reviews/", "quantri"),
    Room("/audit/", "kiemtoan"),
    Room("/settings/", "quantri"),
    Room("/settings/webhooks/", "quantri"),
    Room("/settings/webhooks/dead/", "quantri"),
    Room("/exercises/", "truongca"),
    Room("/outbox/", "truongca"),
)
SERVICES = (
    Room("/counter/", "motcuavt"),
    Room("/counter/handovers/", "motcuavt"),
    Room("/documents/", "chutichvt"),
    Room("/documents/?tab=signed", "chutichvt", follow=".doc-list .rows a"),
    Room("/payments/", "ketoan"),
    Room("/payments/", "ketoan", follow="main td a[href^='/payments/']"),
    Room("/payments/incoming/", "ketoan"),
    Room("/portal/", "motcua"),
    Room("/portal/received/", "motcua"),
    Room("/procedures/", "kiemsoat"),
    Room("/procedures/", "kiemsoat", follow="main a[href^='/procedures/services/']"),
    Room("/procedures/templates/", "kiemsoat"),
)
APP = (
    Room("/app/", ""),
    Room("/app/report/", ""),
    Room("/app/reports/", ""),
    Room("/app/reports/", "", follow="a[href^='/app/reports/PA-']"),
    Room("/app/track/", ""),
    Room("/app/warnings/", ""),
    Room("/app/place/", ""),
    Room("/app/procedures/", ""),
    Room("/app/procedures/?q=khai+sinh", "", follow="main a[href^='/app/procedures/services/']"),
    Room("/app/lookups/", ""),
    Room("/app/lookups/", "", follow="main a[href^='/app/lookups/']"),
    Room("/app/directory/", ""),
    Room("/app/directory/health/", ""),
    Room("/app/service-index/", ""),
    Room("/app/data/", ""),
    Room("/app/signin/", ""),
    Room("/app/check/", ""),
    Room("/app/me/", ""),
    Room("/app/help/", ""),
    Room("/app/settings/", ""),
    Room("/app/offline/", ""),
)
OTHERS = (
    Room("/field/", "bomnuoc"),
    Room("/wall/", "manhinh"),
    Room("/", ""),
    Room("/accounts/login/", ""),
    Room("/p/environment/air/", ""),
)
ROOMS = OFFICER + DEPTH + FIELDS + KEEPER + SERVICES + APP + OTHERS
LOOKS = (("light", "vi"), ("dark", "en"))
ALL = os.environ.get("HAIDANG_TEST_LOOKS") == "all"
"""Every second room is opened in the one look and the others in the other, and of the other look only what the server sends
is read: browsers cost most of this file's time, and rooms share their parts. With HAIDANG_TEST_LOOKS=all every room is opened
in both (before a release)."""
MAPS = {Room("/overview/"), Room("/map/"), Room("/wall/", "manhinh"), Room("/cases/new")}
"""Where maps are drawn: one component draws them everywhere, in software at some seconds each."""


@cache
def pairs() -> dict[str, str]:
    """Vietnamese words on screen and their English, from the catalogue and the facts, where the two differ."""
    known = {one.text: one.said[0] for one in messages.read(messages.ENGLISH).values() if one.text and not one.plural}
    for path in (ROOT / "haidang").rglob("*.toml"):
        known |= dict(_words(tomllib.loads(path.read_text(encoding="utf-8"))))
    return {vi: en for vi, en in known.items() if vi != en}


def _words(facts: Any) -> Iterator[tuple[str, str]]:
    if isinstance(facts, dict):
        if facts.keys() == {"vi", "en"}:
            yield facts["vi"], facts["en"]
        for value in facts.values():
            yield from _words(value)
    elif isinstance(facts, list):
        for value in facts:
            yield from _words(value)


def left_over(page: Page, language: str, sent: str = "") -> list[str]:
    """Words of the other language on the page, or in what was sent. Short English words may be Vietnamese usage too (CSV)."""
    return sorted((set(page.evaluate(SAID, sent)) - ENDONYMS) & foreign(language))


@cache
def foreign(language: str) -> set[str]:
    english = set(pairs().values())
    if language == "en":
        return {vi for vi in pairs() if VIETNAMESE.search(vi)} - english
    return {en for en in english if " " in en} - set(pairs())


def breaches(page: Page) -> list[tuple[str, list[Any]]]:
    """What axe finds: (rule, elements)."""
    options = {"runOnly": AXE_RULES, "resultTypes": ["violations"]}
    # Marks stand where their things are: pins of a map are excepted from the size of targets (WCAG 2.2, 2.5.8).
    found = Axe().run(page, context={"exclude": [[".map-mark"]]}, options=options).response["violations"]
    return [(one["id"], [node["target"] for node in one["nodes"]][:4]) for one in found]


OPEN = """async (body) => {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": document.body.dataset.csrf };
  await fetch("/api/v1/incidents", { method: "POST", headers, body: JSON.stringify(body) });
}"""
INCIDENT = {"place": "26560", "title": "Cây đổ, thử trang", "severity": 3, "point": [107.181, 10.495]}


LED_TO: dict[Room, str] = {}
"""Where the link of a room led: the way there is gone once."""


def enter(someone: Desk, room: Room) -> Page:
    page = someone.open(LED_TO.get(room, room.path))
    if room.follow and room not in LED_TO:
        if not page.locator(room.follow).count() and room.path.startswith("/incidents/"):
            page.evaluate(OPEN, INCIDENT)
            page.reload()
        LED_TO[room] = f"{page.locator(room.follow).first.get_attribute('href')}{room.then}"
        page = someone.open(LED_TO[room])
    settle(page)
    return page


TOO_WIDE = """async () => {
  await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
  return document.documentElement.scrollWidth > innerWidth;
}"""


def too_wide(page: Page) -> bool:
    return bool(page.evaluate(TOO_WIDE))


@pytest.mark.parametrize("room", [pytest.param(room, id=str(room), marks=room.marks()) for room in ROOMS])
def test_a_page_is_sound(visit: Callable[..., Desk], room: Room) -> None:
    chosen = ROOMS.index(room) % len(LOOKS)
    for look in reversed(LOOKS) if ALL else ():
        if look != LOOKS[chosen]:
            is_sound(visit(room.account, *room.screen(), maps=False), room, *look)
    someone = visit(room.account, *room.screen(), maps=room in MAPS)
    page = is_sound(someone, room, *LOOKS[chosen])
    page.evaluate("document.documentElement.dataset.text = 'larger'")
    assert not too_wide(page) or room.screen() == WALL, "wider than the screen with large text"
    for width in room.other_widths():
        page.set_viewport_size({"width": width, "height": 900})
        assert not too_wide(page), f"too wide at {width}"
    if not ALL:
        is_said(someone, room, *LOOKS[1 - chosen])


def is_sound(someone: Desk, room: Room, theme: str, language: str) -> Page:
    page = enter(someone.look(theme, language), room)
    assert someone.wrong == []
    assert page.locator("html").get_attribute("data-theme") == theme
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1, [role=heading][aria-level='1']").count() or room.path == "/wall/", "no heading"
    assert left_over(page, language) == []
    assert not too_wide(page), "wider than the screen"
    assert breaches(page) == [], f"{theme}, {language}"
    return page


def is_said(someone: Desk, room: Room, theme: str, language: str) -> None:
    """The page in the other look, as it is sent."""
    path = LED_TO.get(room, room.path)
    answer = someone.look(theme, language).context.request.get(f"{someone.centre.url}{path}")
    assert answer.status == 200, answer.status_text
    sent = answer.text()
    assert f'lang="{language}"' in sent
    assert f'data-theme="{theme}"' in sent
    assert left_over(someone.page, language, sent) == []
