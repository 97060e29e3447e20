"""A citizen pays by QR at the simulated bank, the dossier goes on by itself, the officer sees it."""

from playwright.sync_api import expect

from .test_journeys import Desks

PHONE = "0900000766"
"""Of the one who has to pay, in the demo's dossiers.toml."""


def test_a_dossier_goes_on_when_its_fee_is_paid(desk: Desks) -> None:
    officer = desk().sign_in("motcua")
    page = officer.open("/payments/?state=due")
    waiting = page.locator("tbody tr", has_text="Phí thẩm định").first
    code = waiting.locator("a[href^='/cases/']").inner_text()
    waiting.locator("a[href^='/cases/']").click()

    phone = desk(width=390, height=844)
    phone.open("/app/track/")
    phone.page.fill("input[name=code]", code)
    phone.page.fill("input[name=key]", PHONE)
    phone.page.press("input[name=key]", "Enter")
    phone.page.get_by_role("link", name="Nộp bằng mã VietQR").first.click()
    phone.page.get_by_role("link", name="Mở ngân hàng mô phỏng").click()
    phone.page.get_by_role("button", name="Chuyển tiền").click()
    expect(phone.page.get_by_role("heading", name="Đã nhận tiền")).to_be_visible()

    page.reload()
    expect(page.locator("#panels")).to_contain_text("đã chuyển khoản")
    expect(page.locator("ol.steps [aria-current]")).not_to_contain_text("nghĩa vụ tài chính")
