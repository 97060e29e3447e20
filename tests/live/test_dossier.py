"""A dossier filed on a phone in steps, left half done, opened again by its code on another phone, sent and followed."""

import io
import os
from collections.abc import Callable

import pikepdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from haidang.core.ui.tests.test_in_a_browser import AXE_RULES
from haidang.web.citizen.report.numerals import in_words

from .desk import Desk

pytestmark = pytest.mark.xdist_group("phone")

Desks = Callable[..., Desk]
HERE = "/app/procedures/services/copy/apply/"
APPLICANT = {
    "name": "Nguyễn Thị Thử", "birth_date": "1990-05-02", "identity": "079085001234", "address": "12 Lê Lợi",
    "phone": "0901234567",
}  # fmt: skip


def pdf() -> bytes:
    """Large enough to go ahead of its form, in pieces."""
    with pikepdf.new() as document:
        document.add_blank_page()
        document.Root.Scan = pikepdf.Stream(document, os.urandom(700_000))
        buffer = io.BytesIO()
        document.save(buffer)
    return buffer.getvalue()


def nothing_keeps_anyone_out(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": AXE_RULES}).response["violations"]
    assert [(page.url, one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def go_on(page: Page, to: str) -> None:
    nothing_keeps_anyone_out(page)
    page.click("button[name=next]")
    page.wait_for_url(f"**/{to}/")


def fill(page: Page, answers: dict[str, str]) -> None:
    for key, answer in answers.items():
        page.fill(f"[name=q_{key}]", answer)


def solve_if_asked(page: Page) -> None:
    """Whoever is as quick as a program is asked a riddle, and reads it."""
    asked = page.locator("label[for=riddle]")
    if asked.count():
        words = asked.inner_text().rpartition(":")[2].strip()
        page.fill("#riddle", str(next(n for n in range(21, 100) if in_words(n, "vi") == words)))
        page.click("button[name=next]")


def break_once(page: Page) -> list[str]:
    """The line is lost with the first piece of an upload; the methods of what is asked, as they come."""
    seen: list[str] = []

    def pass_on(route: Route) -> None:
        seen.append(route.request.method)
        route.abort() if route.request.method == "PATCH" and seen.count("PATCH") == 1 else route.continue_()

    page.route("**/app/uploads/**", pass_on)
    return seen


def test_a_dossier_is_filed_on_a_phone_and_goes_on_on_another(desk: Desks) -> None:
    page = desk(width=390, height=844).open(HERE)
    page.get_by_role("button", name="Bắt đầu").click()
    page.wait_for_url("**/filer/")
    page.select_option("[name=q_filing_place]", index=2)
    for key, answer in (("applicant_kind", "person"), ("filer", "self"), ("together", "no")):
        page.check(f"[name=q_{key}][value={answer}]")
    go_on(page, "applicant")
    fill(page, APPLICANT)
    page.click("button[name=next]")
    page.wait_for_url("**/papers/")
    expect(page.locator("[name=q_foreign_from]")).to_be_hidden()
    page.check("[name=q_foreign][value=yes]")
    expect(page.locator("[name=q_foreign_from]")).to_be_visible()
    fill(page, {"which": "Bằng đại học", "pages": "2", "copies": "3"})
    page.click("button[name=later]")
    page.get_by_role("button", name="Lấy mã").click()
    code = page.locator(".cz-big").inner_text()

    other = desk(width=390, height=844).open("/app/apply/resume/")
    nothing_keeps_anyone_out(other)
    other.fill("[name=code]", code)
    other.fill("[name=phone]", APPLICANT["phone"])
    other.get_by_role("button", name="Mở hồ sơ").click()
    expect(other.locator("[name=q_which]")).to_have_value("Bằng đại học")
    other.check("[name=q_format][value=paper]")
    other.check("[name=q_foreign][value=no]")
    other.click("button[name=next]")
    other.wait_for_url("**/all-papers/")
    broken = break_once(other)
    other.set_input_files("[name=part_original]", {"name": "bang.pdf", "mimeType": "application/pdf", "buffer": pdf()})
    other.click("button[name=upload]")
    expect(other.locator(".cz-files")).to_contain_text("bang.pdf", timeout=20_000)
    assert broken == ["POST", "PATCH", "HEAD", "PATCH", "PATCH"]  # it went on where the line broke
    go_on(other, "check-and-send")
    nothing_keeps_anyone_out(other)
    other.check("#agree")
    other.check("#truth")
    other.click("button[name=next]")
    solve_if_asked(other)
    other.wait_for_url("**/app/r/**")
    expect(other.locator(".cz-main")).to_contain_text("Đã nộp hồ sơ, chờ tiếp nhận")
    expect(other.locator(".cz-main")).to_contain_text("bang.pdf")
    nothing_keeps_anyone_out(other)
