"""A morning at the one-stop counter: a dossier is found by everyday words, taken, printed and handed over."""

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .desk import Desk

Desks = Callable[..., Desk]


def axe_is_content(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert not found.response["violations"], found.generate_report()


def test_reception_takes_a_dossier_prints_the_slip_and_hands_it_over(desk: Desks) -> None:
    reception = desk().sign_in("motcuavt")
    page = reception.open("/counter/")
    page.keyboard.type("lam giay khai sinh cho con")  # the box has the focus
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Khai sinh", exact=True).first.click()
    axe_is_content(page)
    fill(page)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/counter/dossiers/*/")
    code = page.locator("h1").inner_text()
    assert code.startswith("H99.101-")
    axe_is_content(page)
    page.get_by_role("link", name="In phiếu").click()
    expect(page.locator(".ct-slip-code")).to_have_text(code)
    page.emulate_media(media="print")
    for width, height in ((559, 794), (794, 1123)):  # A5 and A4 at 96 dpi
        page.set_viewport_size({"width": width, "height": height})
        assert page.locator(".ct-slip").bounding_box()["height"] < height  # type: ignore[index]
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1440, "height": 900})
    page = reception.open("/counter/handovers/")
    page.locator("[data-pick-all]").first.uncheck()
    page.get_by_label(f"Chọn {code}").check()
    axe_is_content(page)
    page.get_by_role("button", name="Bàn giao, in danh sách").first.click()
    expect(page.get_by_text(code)).to_be_visible()
    axe_is_content(page)
    ward = desk().sign_in("vungtau")
    page = ward.open(page.url.removeprefix(ward.centre.url))
    page.get_by_role("button", name="Xác nhận đã nhận 1 hồ sơ").click()
    expect(page.get_by_text("đã nhận", exact=True)).to_be_visible()
    assert reception.wrong == ward.wrong == []


def fill(page: Page) -> None:
    """Answer whatever the form asks: words in text fields, the first choice elsewhere; one original of each paper."""
    for field in page.locator("input[name^=q_]:visible, select[name^=q_]:visible, textarea[name^=q_]:visible").all():
        kind = field.get_attribute("type") or ""
        if kind in ("radio", "checkbox"):
            name = field.get_attribute("name")
            if not page.locator(f"[name={name}]:checked").count():
                field.check()
        elif field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(index=1)
        elif kind != "file":
            field.fill(said(field.get_attribute("name") or "", kind))
    for number in page.locator("input[name$='.originals']:visible").all():
        number.fill("1")


def said(name: str, kind: str) -> str:
    if kind == "date":
        return "2026-10-01"
    if "identity" in name or name.endswith("_id"):
        return "079085001234"
    if kind == "tel":
        return "0903123456"
    if kind == "email":
        return "dan@thu.example"
    return "Nguyễn Thị Lan" if "name" in name else "1"
