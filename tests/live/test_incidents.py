"""Incidents that turn out to be one, and parts of a greater one: joined and taken apart by clicks, seen from both pages."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from .desk import Desk

pytestmark = pytest.mark.xdist_group("incidents")

Desks = Callable[..., Desk]
PLACE = "Phường Vũng Tàu"
HERE, CLOSE_BY = ("10.3461", "107.0842"), ("10.3470", "107.0850")  # some 130 m apart
PLAYED = "Diễn tập gộp"


def opened(page: Page, title: str, point: tuple[str, str]) -> str:
    """An exercise, so that nobody is alarmed; its code."""
    page.get_by_label("Chuyện gì").fill(title)
    page.get_by_label("Địa bàn").select_option(label=PLACE)
    page.get_by_label("Vĩ độ").fill(point[0])
    page.get_by_label("Kinh độ").fill(point[1])
    page.get_by_label("Đây là diễn tập").check()
    page.locator("main form .btn.primary").click()
    page.wait_for_url(re.compile("/incidents/SC-"))
    return page.url.rstrip("/").rpartition("/")[2]


def two(officer: Desk) -> tuple[str, str]:
    codes = [
        opened(officer.open("/incidents/new"), f"{PLAYED}: {what}", point)
        for what, point in (("nước ngập trước chợ", HERE), ("chợ ngập nước", CLOSE_BY))
    ]
    return codes[0], codes[1]


def menu(page: Page, address: str) -> None:
    """What is offered at the head of the page, in the menu or beside it."""
    way = page.locator(f"#incident-head a[href$='{address}']").first
    if not way.is_visible():
        page.locator("#incident-head details.menu summary").click()
    way.click()


def sent(page: Page) -> Locator:
    """The dialog that asks; whoever filled it in sends it."""
    return page.locator("dialog[open] .dialog-foot button:not([type=button])")


def why(page: Page, reason: str) -> None:
    page.locator("dialog[open] textarea[name=reason]").fill(reason)
    sent(page).click()


def test_two_incidents_are_merged_by_a_click_and_taken_apart_again(desk: Desks) -> None:
    officer, lead = desk().sign_in("trucban"), desk().sign_in("truongca")
    first, second = two(officer)
    watching = lead.open_live(f"/incidents/{first}/")
    watching.evaluate("window.sameDocument = true")
    page = officer.open_live(f"/incidents/{first}/")
    offered = page.locator("#incident-kin li", has_text=second)
    expect(offered).to_contain_text(re.compile(r"1[0-9]0\sm"))
    offered.get_by_role("link", name="Gộp vào đây").click()
    expect(page.locator("dialog[open] h2")).to_have_text(f"Gộp {second} vào {first}")
    expect(page.locator("dialog[open] select[name=into]")).to_have_value(first)
    why(page, "cùng một điểm ngập")
    kin = page.locator("#incident-kin")
    expect(kin.locator("li", has_text=second)).to_contain_text("Đã gộp vào đây")
    expect(kin).not_to_contain_text("Có thể là cùng một việc")
    expect(page.locator("#log-lines")).to_contain_text(f"Nhận {second}")
    expect(watching.locator("#incident-kin li", has_text=second)).to_contain_text("Đã gộp vào đây")
    assert watching.evaluate("window.sameDocument"), "the page was loaded anew"

    kin.locator(f"a[href='/incidents/{second}/']").click()
    expect(page.locator("#incident-merged")).to_contain_text(f"Đã gộp vào {first}")
    expect(page.locator("#incident-head a[href$='/send']")).to_have_count(0)
    page.locator("#incident-merged a").click()
    page.wait_for_url(f"**/incidents/{first}/")

    page = officer.open_live(f"/incidents/{second}/")
    menu(page, "/unmerge")
    why(page, "hai chỗ khác nhau")
    expect(page.locator("#incident-merged")).to_be_hidden()
    expect(page.locator("#incident-head a[href$='/send']")).to_have_count(1)
    expect(page.locator("#log-lines")).to_contain_text("hai chỗ khác nhau")
    expect(watching.locator("#incident-kin")).not_to_contain_text("Đã gộp vào đây")
    assert officer.wrong == lead.wrong == []


def test_a_part_hangs_on_a_greater_incident_from_either_page(desk: Desks) -> None:
    officer = desk().sign_in("trucban")
    storm, flood = two(officer)
    page = officer.open_live(f"/incidents/{storm}/")
    menu(page, "/parts/new")
    page.locator("dialog[open] select[name=part]").select_option(value=flood)
    sent(page).click()
    expect(page.locator("#incident-kin li", has_text=flood)).to_contain_text("Sự cố con")
    menu(page, "/close")  # what is still open is named instead of the form
    expect(page.locator("dialog[open]")).to_contain_text(flood)
    page.locator("dialog[open] .dialog-head [data-close]").click()

    page = officer.open_live(f"/incidents/{flood}/")
    expect(page.locator("#incident-kin li", has_text=storm)).to_contain_text("Sự cố lớn")
    menu(page, "/detach")
    why(page, "không do bão")
    expect(page.locator("#incident-kin li", has_text="Sự cố lớn")).to_have_count(0)
    menu(page, "/attach")
    page.locator("dialog[open] select[name=parent]").select_option(value=storm)
    sent(page).click()
    expect(page.locator("#incident-kin li", has_text=storm)).to_contain_text("Sự cố lớn")
    assert officer.wrong == []
