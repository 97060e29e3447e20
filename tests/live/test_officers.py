"""Officers at their desks: the inbox by keyboard, many at once and taken back, words to answer with, a procedure begun,
edited and published by a second person."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from .desk import Centre, Desk

Desks = Callable[..., Desk]
ALONE = "quantrac"
"""An account that no other test signs in to: while it has a passkey its password alone is not enough."""
KEY = {
    "protocol": "ctap2", "transport": "usb", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
    "automaticPresenceSimulation": True,
}  # fmt: skip
WORDS = "Kính gửi anh, chị: về {code}, xin cho biết thêm."


def test_the_inbox_is_worked_by_keyboard_and_many_are_taken_back(visit: Desks) -> None:
    officer = visit("vungtau")
    for told in ("Nước ngập hẻm 12", "Nước ngập hẻm 14"):
        take_down(officer.open("/cases/new"), told)
    page = officer.open_live("/cases/?kind=report&tab=unassigned")
    codes = tick(page, 2)
    page.keyboard.press("t")
    said = page.locator("#bulk-said")
    expect(said).to_contain_text("Xong 2 hồ sơ.")
    page.keyboard.press("z")
    expect(said.locator("button")).to_have_count(0)
    expect(said).to_contain_text("Xong 2 hồ sơ.")
    for code in codes:  # they are nobody's again, and back in the list
        page.get_by_label(f"Chọn {code}").check()
    page.keyboard.press("c")  # to another office: asked first, with the list of what it is about
    dialog = page.locator("dialog[open]")
    for code in codes:
        expect(dialog).to_contain_text(code)
    dialog.get_by_label("Chuyển đến").select_option(label="Sở Xây dựng")
    dialog.get_by_label("Vì sao là việc của cơ quan đó").fill("Nhầm, thử lấy lại")
    dialog.locator(".btn.primary").click()
    expect(said).to_contain_text("Xong 2 hồ sơ.")
    expect(page.locator(f"#row-{codes[0]}")).to_have_count(0)
    page.keyboard.press("z")
    expect(page.locator(f"#row-{codes[0]}")).to_be_visible()
    page.locator(f"#row-{codes[0]} a.title").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#log")).to_contain_text("đã chuyển nhầm")
    assert officer.wrong == []


def take_down(page: Page, told: str) -> None:
    """A report as somebody tells it at the desk or by telephone."""
    page.get_by_label("Người báo nói gì").fill(told)
    page.get_by_label("Loại", exact=True).select_option(label="Ngập nước, triều cường")
    page.get_by_label("Xã, phường").select_option(label="Phường Vũng Tàu")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".hl-code")).to_contain_text("PA-")


def tick(page: Page, many: int) -> list[str]:
    """Down the list by J, each ticked by X; the codes."""
    codes = []
    for _ in range(many):
        page.keyboard.press("j")
        page.keyboard.press("x")
        codes.append((page.locator("[data-row][data-focus]").get_attribute("id") or "").removeprefix("row-"))
    expect(page.locator("[data-picked]")).to_have_text(str(many))
    return codes


def test_words_of_the_province_begin_an_answer(visit: Desks) -> None:
    keeper = visit("kiemsoat")
    page = keeper.open("/procedures/templates/new?kind=report")
    page.get_by_label("Tên câu mẫu").fill("Hỏi thêm, thử")
    page.get_by_label("Nội dung").fill(WORDS)
    page.locator("main form .btn.primary").click()
    expect(page.get_by_text("Hỏi thêm, thử")).to_be_visible()
    officer = visit("vungtau")
    page = officer.open("/cases/?kind=report&tab=unassigned")
    page.locator("a.title[href^='/cases/PA-']").first.click()
    page.get_by_role("link", name="Yêu cầu bổ sung").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("Câu mẫu").select_option(label="Hỏi thêm, thử")
    code = page.url.rstrip("/").rpartition("/")[2]
    expect(dialog.get_by_label("Trả lời người dân")).to_have_value(WORDS.replace("{code}", code))
    assert keeper.wrong == officer.wrong == []


def test_a_procedure_is_begun_edited_and_published_by_somebody_else(visit: Desks) -> None:
    keeper = visit("kiemsoat")
    page = keeper.open("/procedures/")
    page.keyboard.press("n")
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("Theo mẫu của thủ tục").select_option(index=1)
    dialog.get_by_label("Tên", exact=True).fill("Thử lập thủ tục")
    dialog.get_by_label("Tên tiếng Anh").fill("Trying a new procedure")
    dialog.get_by_label("Vì sao lập").fill("Thử quy trình")
    dialog.locator(".btn.primary").click()
    page.wait_for_url(re.compile("/thu_lap_thu_tuc/edit/"))
    page.get_by_label("Nội dung", exact=True).fill("Lời của bản thử")
    page.get_by_label("Vì sao sửa").fill("Thử quy trình")
    page.get_by_role("button", name="Lưu bản nháp").click()
    expect(page.get_by_text("Thủ tục mới, chưa có hiệu lực")).to_be_visible()
    own = page.url.removeprefix(keeper.centre.url)
    second = visit("quantri")
    page = second.open(own)
    page.get_by_role("link", name="Ban hành").click()
    page.locator("dialog[open] .btn.primary").click()
    expect(page.get_by_text("Thủ tục mới, chưa có hiệu lực")).to_have_count(0)
    citizen = visit("", 390, 844)
    expect(citizen.open(f"/app{own}").get_by_text("Lời của bản thử")).to_be_visible()
    page = second.open(f"{own}retire/")
    page.get_by_label("Lý do").fill("Hết thử")
    page.locator("main form .btn.primary, main form .btn.danger").first.click()
    expect(page.get_by_text("thôi nhận").first).to_be_visible()
    assert keeper.wrong == second.wrong == citizen.wrong == []


def give_password_again(page: Page, centre: Centre) -> None:
    """Before a way in is added or taken away."""
    page.fill("main input[name=password]", centre.password(ALONE))
    page.press("main input[name=password]", "Enter")


def test_an_officer_adds_a_passkey_and_comes_back_with_nothing_else(desk: Desks, centre: Centre) -> None:
    officer = desk()
    page = officer.page
    session = officer.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    page.goto(f"{centre.url}/accounts/login/?next=/account/security/")
    page.fill("input[name=login]", ALONE)
    page.fill("input[name=password]", centre.password(ALONE))
    page.press("input[name=password]", "Enter")
    page.click("text=Thêm khóa truy cập")
    give_password_again(page, centre)
    page.get_by_label("Tên khóa").fill("Khóa USB đỏ")
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/2fa/recovery-codes/")  # what is shown once, for when the key is lost
    page.goto(f"{centre.url}/account/security/")
    expect(page.locator("main")).to_contain_text("Khóa USB đỏ")
    officer.context.clear_cookies()
    page.goto(f"{centre.url}/accounts/login/?next=/account/signins/")
    page.click("#passkey_login")
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    page.goto(f"{centre.url}/account/signins/")
    expect(page.locator("tbody tr").first).to_contain_text("khóa truy cập")
    page.goto(f"{centre.url}/accounts/2fa/webauthn/")  # the account is everybody's again
    page.click("main >> text='Bỏ'")
    give_password_again(page, centre)
    page.locator("main form .btn.danger, main form .btn.primary").first.click()
    expect(page.locator("main")).to_contain_text("Chưa có khóa nào")
    assert officer.wrong == []
