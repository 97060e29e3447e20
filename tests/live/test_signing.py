"""A leader signs a result from a telephone; the citizen takes it home and the check page says what it is worth."""

import re

from playwright.sync_api import expect

from .test_journeys import Desks

TELEPHONE = "079001000002"
"""Of the simulated signing service: it confirms by itself."""


def test_a_result_signed_from_afar_goes_home_with_its_citizen_and_can_be_checked(desk: Desks) -> None:
    leader = desk().sign_in("chutichvt")
    page = leader.open("/documents/")
    page.locator(".doc-list .rows a", has_text=re.compile(".")).first.click()
    number = page.locator(".doc-list [data-chosen] .num").first.inner_text()
    code = page.locator(".doc-list [data-chosen] .num").nth(1).inner_text()
    expect(page.locator(".doc-paper img").first).to_be_visible()
    page.get_by_role("link", name="Ký", exact=True).click()
    page.get_by_label("Số căn cước đã đăng ký ký số").fill(TELEPHONE)
    page.get_by_role("button", name="Ký", exact=True).click()
    expect(page.get_by_text("Đã ký xong")).to_be_visible()
    leader.open(f"/cases/{code}/")
    link = page.locator("a[href*='/app/r/']").first.get_attribute("href") or ""

    phone = desk(width=390, height=844)
    phone.open(re.sub(r"^https?://[^/]+", "", link))
    mine = phone.page.locator("#documents li", has_text=number)
    with phone.page.expect_download() as fetched:
        mine.get_by_role("link", name="Tải về").click()
    assert fetched.value.path().read_bytes().startswith(b"%PDF-")
    mine.get_by_role("link", name="Kiểm tra, chia sẻ").click()
    expect(phone.page.get_by_role("heading", name="Giấy tờ thật, còn hiệu lực")).to_be_visible()
    phone.page.get_by_label("Hoặc chọn tệp PDF").set_input_files(fetched.value.path())
    phone.page.get_by_role("button", name="Kiểm tra").click()
    expect(phone.page.get_by_text("Tệp này giống hệt bản gốc đang lưu.")).to_be_visible()
    assert leader.wrong == phone.wrong == []
