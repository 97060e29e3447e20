"""A citizen's way through the app: the issuer's page, one's own things, wishes, who looked, a passkey instead of it all."""

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .desk import Centre, Desk

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OWN = (
    "",
    "cases/",
    "messages/",
    "account/",
    "notifications/",
    "places/",
    "looks/",
    "data/",
    "data/delete/",
    "proxies/",
)
KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
    "automaticPresenceSimulation": True,
}  # fmt: skip


def nothing_keeps_anyone_out(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [(page.url, one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def test_a_citizen_signs_in_sees_their_things_and_comes_back_with_a_passkey(
    desk: Callable[..., Desk], centre: Centre
) -> None:
    phone = desk(width=390, height=844)
    page = phone.page
    session = phone.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    page.goto(f"{centre.url}/app/signin/")
    nothing_keeps_anyone_out(page)
    page.click("a[href$='/app/signin/identity/vneid/']")
    page.check("text=Trần Thị Mai")
    page.click("text=Đồng ý")
    page.wait_for_url("**/app/me/")
    expect(page.locator("h1")).to_have_text("Trần Thị Mai")
    for path in OWN:
        page.goto(f"{centre.url}/app/me/{path}")
        nothing_keeps_anyone_out(page)
    page.goto(f"{centre.url}/app/me/notifications/")
    page.check("text=Tin nhắn SMS")
    page.click("button:has-text('Lưu')")
    expect(page.locator(".banner")).to_contain_text("Chưa có số điện thoại nhận tin")
    page.goto(f"{centre.url}/app/me/account/")
    page.click("text=Thêm khóa của máy này")
    expect(page.locator(".me-list").first).to_contain_text("Khóa của máy này")
    page.goto(f"{centre.url}/app/me/")
    page.click("text=Đăng xuất")
    page.goto(f"{centre.url}/app/signin/")
    page.click("text=Vân tay, khuôn mặt hoặc mã máy")
    page.wait_for_url("**/app/me/")
    expect(page.locator("h1")).to_have_text("Trần Thị Mai")
    page.goto(f"{centre.url}/cases/")
    expect(page.locator("h1")).to_have_text("Bạn không mở được trang này")
