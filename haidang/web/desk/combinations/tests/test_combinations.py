"""Rules that combine conditions, written on screen: the effect is shown before they are."""

import re

import pytest

from haidang.core.rules.models import Rule
from haidang.core.rules.sync import sync_rules
from haidang.kernel import registry
from haidang.web.tests.browsing import text


@pytest.fixture
def lead(room):
    sync_rules(registry.rules())
    return room.client("shift_lead")


WHOLE = {
    "key": "nghi_chay", "name_vi": "Nghi cháy", "name_en": "Fire suspected", "severity": "1", "acknowledge_within": "5m",
    "by": "place", "within": "30m", "logic": "bui and khi", "order": "", "cause_vi": "a", "cause_en": "a",
    "consequence_vi": "b", "consequence_en": "b", "action_vi": "c", "action_en": "c", "why": "Mùa khô",
}  # fmt: skip
PARTS = {
    "p0-key": "bui", "p0-name_vi": "Bụi cao", "p0-series": "environment.pm25", "p0-kind": "threshold", "p0-op": ">",
    "p0-value": "50", "p1-key": "khi", "p1-name_vi": "Khí cao", "p1-series": "environment.no2", "p1-kind": "threshold",
    "p1-op": ">", "p1-value": "10", "p1-at_least": "2",
}  # fmt: skip


def test_a_combination_is_written_after_its_effect_was_shown_and_changed_again(room, lead):
    given = WHOLE | PARTS | {"place": room.watched.hd.here.key}
    address = "/combinations/new/?domain=environment"
    page = text(lead.post(address, given | {"do": "save"}))
    assert not Rule.objects.filter(key="nghi_chay").exists()
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    assert lead.post(address, given | {"do": "save", "seen": seen}).status_code == 302
    rule = Rule.objects.get(key="nghi_chay")
    assert [(part.key, part.series, part.at_least) for part in rule.current.says.parts] == [
        ("bui", "pm25", 1),
        ("khi", "no2", 2),
    ]
    assert "Bụi cao và Khí cao" in text(lead.get(f"/rules/{rule.pk}/"))
    edited = lead.get(f"/rules/{rule.pk}/edit/", follow=True)
    assert "bui and khi" in text(edited)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"logic": "bui and"}, "and, or, not"),
        ({"p1-key": ""}, "Cần từ 2 đến 8 phần"),
        ({"p1-series": ""}, "Không được để trống"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_is_written(room, lead, changed, said):
    given = WHOLE | PARTS | {"place": room.watched.hd.here.key, "do": "save"} | changed
    answer = lead.post("/combinations/new/?domain=environment", given)
    assert answer.status_code == 422
    assert said in text(answer)
    assert not Rule.objects.filter(key="nghi_chay").exists()


def test_what_a_rule_stands_back_for_and_whom_it_reminds_is_a_version_of_it(room, lead):
    of_field = Rule.objects.filter(domain="environment", retired_at=None, manifest__when__kind="threshold")
    rule = of_field.order_by("key").first()
    cause = Rule.objects.filter(domain="utilities", retired_at=None).first()
    address = f"/combinations/{rule.pk}/standing/"
    assert lead.get(address).status_code == 200
    given = {"c0-rule": f"utilities.{cause.key}", "c0-of": "place", "c0-linger": "10m", "every": "10m", "to": ["desk", "shift_lead"],
             "why": "Mất điện là nguyên nhân", "version": rule.version}  # fmt: skip
    assert lead.post(address, given | {"c0-linger": "lâu"}).status_code == 422
    seen = re.search(r'name="seen" value="(\w+)"', text(lead.post(address, given)))[1]
    assert lead.post(address, given | {"seen": seen}).status_code == 302
    rule = Rule.objects.get(pk=rule.pk)
    says = rule.current.says
    assert (says.held_by[0].rule, says.held_by[0].of, says.remind.every) == (f"utilities.{cause.key}", "place", "10m")


def test_causes_and_reminders_show_their_effect_before_they_are_written(room, lead):
    rule = Rule.objects.filter(domain="environment", retired_at=None, manifest__when__kind="threshold").first()
    address = f"/combinations/{rule.pk}/standing/"
    given = {"every": "10m", "to": ["desk"], "why": "Nhắc thưa hơn", "version": rule.version, "do": "save"}
    page = text(lead.post(address, given))
    assert "Chưa ghi: xem tác động đã" in page
    assert "theo bản đang dùng" in page
    assert Rule.objects.get(pk=rule.pk).version == rule.version
    lead.post(address, given | {"seen": "0" * 32})
    assert Rule.objects.get(pk=rule.pk).version == rule.version, "another draft was shown"
    half = lead.post(address, given | {"ease_value": "10"})
    assert half.status_code == 422
    assert "Cho cả giá trị và mức" in text(half)
    backwards = lead.post(address, given | {"ease_value": "1000000", "ease_severity": "4"})
    assert backwards.status_code == 422


def test_what_a_page_does_not_show_is_kept(room, lead):
    rule = Rule.objects.filter(domain="environment", retired_at=None, manifest__when__kind="silence").first()
    assert "ease_value" not in text(lead.get(f"/combinations/{rule.pk}/standing/"))
