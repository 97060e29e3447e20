"""Rules on the screen: read, changed with a reason, narrowed, switched, restored, tried."""

import json
import re
import tomllib
from datetime import timedelta

import pytest
import tomli_w
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from haidang.core.rules.models import Alert, Rule
from haidang.core.rules.sync import sync_rules
from haidang.core.telemetry import partitions
from haidang.core.telemetry.readings import Reading, Sender
from haidang.core.telemetry.record import record
from haidang.core.things.models import Series, Source, Thing
from haidang.kernel import clock, registry
from haidang.web.desk.rules import forms
from haidang.web.tests.browsing import HTMX, text


def is_plain(says):
    return says.when.kind == "threshold" and not says.when.limit and says.when.op == ">" and says.things


@pytest.fixture
def rule(desk):
    """The first rule of the program's own files that compares with a number, among those of its field."""
    field, says = next((domain, says) for domain, says in registry.rules() if is_plain(says))
    sync_rules((field, one) for one in field.rules)
    return Rule.objects.get(domain=field.key, key=says.key)


@pytest.fixture
def every_rule(rule):
    """The rules of all fields: two rows each."""
    sync_rules(registry.rules())


@pytest.fixture
def station(desk, rule):
    says = rule.current.says
    source = Source.objects.create(key="nguon", name_vi="Nguồn", name_en="Source", door="ingest")
    thing = Thing.objects.create(
        code="XX-001", domain=rule.domain, type=says.things[0], name_vi="Trạm", name_en="Station", folded="tram",
        sort_key="t", place=desk.hd.here, source=source,
    )  # fmt: skip
    Series.objects.create(thing=thing, key=says.series, source=source, unit="x", cadence_seconds=300)
    return thing


@pytest.fixture
def lead(desk, rule):
    return desk.client("shift_lead")


def url(name, rule):
    return reverse(name, args=[rule.pk])


def typed(rule, **changed):
    """The edit form as a browser would send it."""
    start = forms.initial(rule.current.says) | {"version": rule.version, "why": "ngưỡng quá chặt"}
    sent = {name: value for name, value in (start | changed).items() if value not in (None, False)}
    return {name: str(value).replace(".", ",") if isinstance(value, float) else value for name, value in sent.items()}


def written(client, address, sent):
    """Sent once to see the effect, and again to write it."""
    shown = client.post(address, sent)
    mark = re.search(r'name="seen" value="(\w+)"', text(shown))
    return client.post(address, sent | {"seen": mark[1]}) if mark else shown


def test_all_rules_stand_there_in_words(lead, every_rule):
    page = text(lead.get("/rules/"))
    for one in Rule.objects.all():
        assert f">{one.key}</small>" in page


@pytest.mark.parametrize("role", ["administrator", "shift_lead", "duty_officer", "auditor"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_who_reads_rules_reads_them_in_their_language(desk, rule, role, language):
    client = desk.client(role, language)
    name = getattr(rule.current.says.name, language)
    assert name in text(client.get("/rules/"))
    assert name in text(client.get(url("rule", rule)))


def test_every_kind_of_rule_has_a_page_and_a_form(lead, every_rule):
    every = {one.current.says.when.kind: one for one in Rule.objects.prefetch_related("versions")}
    for one in every.values():
        assert lead.get(url("rule", one)).status_code == 200
        assert lead.get(url("rule_edit", one), follow=True).status_code == 200


def test_who_may_not_read_them_is_told_why(desk, rule):
    answer = desk.client("field_unit").get("/rules/")
    assert answer.status_code == 403
    assert "cần vai trò" in text(answer)


def test_words_domain_and_state_narrow(lead, rule):
    assert rule.key in text(lead.get(f"/rules/?domain={rule.domain}&q={rule.key}", headers=HTMX))
    assert rule.key not in text(lead.get("/rules/?q=khong-co-gi-nhu-the", headers=HTMX))
    assert rule.key not in text(lead.get("/rules/?show=changed", headers=HTMX))


def test_a_new_version_says_what_changed_who_did_it_and_why(desk, lead, rule):
    before = rule.current.says.when.value
    answer = written(lead, url("rule_edit", rule), typed(rule, value=before + 1.5))
    assert answer.status_code == 302
    assert desk.actions() == ["rule.change"]
    rule = Rule.objects.get(pk=rule.pk)
    assert rule.current.says.when.value == before + 1.5
    assert rule.is_overridden
    page = text(lead.get(url("rule", rule)))
    assert "ngưỡng quá chặt" in page
    assert "<ins>" in page
    assert "tỉnh đã sửa" in page


def test_saving_what_was_there_changes_no_fact(lead, rule):
    before = rule.current.facts
    written(lead, url("rule_edit", rule), typed(rule))
    assert Rule.objects.get(pk=rule.pk).current.facts == before


def test_nothing_is_written_before_its_effect_was_seen(desk, lead, rule, station):
    sent = typed(rule, value=1e6, clear="")
    shown = text(lead.post(url("rule_edit", rule), sent))
    assert "Chưa ghi: xem tác động đã" in shown
    assert "theo bản đang dùng" in shown
    lead.post(url("rule_edit", rule), sent | {"seen": "0" * 32})
    assert desk.actions() == []
    assert "Cảnh báo đang mở" not in text(lead.get(url("rule_switch", rule)))
    assert "quy tắc này phát 0 cảnh báo" in text(lead.get(url("rule_switch", rule)))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"why": ""}, "Lý do sửa: "),
        ({"acknowledge_within": "hai giờ"}, "Viết độ dài như"),
        ({"value": ""}, "Nhập giá trị để so sánh"),
        ({"clear": 1e12}, "Ngưỡng trở lại phải"),
    ],
)
def test_a_refused_version_keeps_what_was_typed(desk, lead, rule, changed, said):
    answer = lead.post(url("rule_edit", rule), typed(rule, name_vi="Tên đang gõ", **changed))
    assert answer.status_code == 422
    assert said in text(answer)
    assert 'value="Tên đang gõ"' in text(answer)
    assert desk.actions() == []


def test_whoever_was_quicker_is_named(lead, rule):
    stale = typed(rule, value=1e6, clear="")
    written(lead, url("rule_edit", rule), stale)
    answer = written(lead, url("rule_edit", rule), stale)
    assert answer.status_code == 422
    assert "vừa sửa quy tắc này" in text(answer)


def test_a_draft_is_tried_without_a_trace(desk, lead, rule, station):
    answer = lead.post(url("rule_edit", rule), typed(rule, do="try", hours="48", why=""))
    assert answer.status_code == 200
    assert "48 giờ qua: 1 thông số" in text(answer)
    assert desk.actions() == []
    assert Rule.objects.get(pk=rule.pk).version == 1


def test_the_rule_as_it_stands_is_tried(lead, rule, station):
    part = text(lead.get(url("rule_try", rule) + "?hours=24", headers=HTMX))
    assert "cảnh báo lẽ ra phát" in part
    assert "<html" not in part
    assert "<html" in text(lead.get(url("rule_try", rule)))


def test_a_trial_draws_what_would_have_been(lead, rule, station):
    says, now = rule.current.says, clock.now()
    partitions.ensure(partitions.around(now.date()))
    high = says.when.value * 1.2
    readings = [
        Reading(station.code, says.series, now - timedelta(minutes=5 * back), high if back < 40 else 0.0)
        for back in range(80, 0, -1)
    ]
    record(Sender("khoa-thu"), readings, now)
    part = text(lead.get(url("rule_try", rule) + "?hours=24", headers=HTMX))
    assert "<rect" in part
    assert station.code in part
    assert not Alert.objects.exists()


def test_a_rule_is_switched_off_for_a_reason(desk, lead, rule):
    assert lead.post(url("rule_switch", rule), {"why": ""}).status_code == 422
    lead.post(url("rule_switch", rule), {"why": "thiết bị đang thay"})
    assert not Rule.objects.get(pk=rule.pk).is_enabled
    assert desk.actions() == ["rule.enable"]
    assert "đang tắt" in text(lead.get("/rules/?show=off"))


def test_a_rule_is_narrowed_to_a_place_and_given_up_again(desk, lead, rule):
    sent = {"place": "26506", "value": "999", "clear": "1", "enabled": "on", "why": "cửa sông"}
    written(lead, url("rule_narrow", rule), sent)
    narrower = Rule.objects.get(narrows=rule)
    assert narrower.current.says.when.value == 999
    assert "cửa sông" in text(lead.get(url("rule", rule)))
    answer = lead.post(url("rule_restore", narrower), {"why": "xong"}, headers=HTMX)
    assert answer["HX-Redirect"] == url("rule", rule)
    assert Rule.objects.get(pk=narrower.pk).retired_at
    assert desk.actions() == ["rule.narrow", "rule.restore"]


def test_narrowing_needs_one_place_or_one_thing(desk, lead, rule, station):
    for where in ({}, {"place": "26506", "thing": station.code}):
        answer = lead.post(url("rule_narrow", rule), {"why": "thử", "value": "7", **where}, headers=HTMX)
        assert answer.status_code == 422
        assert "không cả hai" in text(answer)
    assert desk.actions() == []


def test_an_overridden_rule_goes_back_to_its_file(lead, rule):
    written(lead, url("rule_edit", rule), typed(rule, value=1e6, clear=""))
    assert "Khác với tệp" in text(lead.get(url("rule", rule)))
    lead.post(url("rule_restore", rule), {"why": "theo tệp"})
    assert not Rule.objects.get(pk=rule.pk).is_overridden


def test_the_province_makes_a_rule_of_its_own(desk, lead, rule):
    says = rule.current.says
    where = f"{reverse('rule_new')}?domain={rule.domain}&series={says.series}"
    assert lead.get(reverse("rule_new")).status_code == 200
    assert lead.get(where).status_code == 200
    sent = typed(rule, key="rieng_cua_tinh", name_vi="Riêng của tỉnh", place="HD")
    sent.pop("version")
    refused = lead.post(where, sent | {"place": ""})
    assert refused.status_code == 422
    assert 'value="Riêng của tỉnh"' in text(refused)
    assert written(lead, where, sent).status_code == 302
    assert Rule.objects.get(key="rieng_cua_tinh").manifest is None
    assert desk.actions() == ["rule.create"]


def test_who_may_not_change_rules_gets_no_form(desk, rule):
    client = desk.client("duty_officer")
    for name in ("rule_edit", "rule_narrow", "rule_switch", "rule_restore"):
        assert client.get(url(name, rule)).status_code == 403
        assert client.post(url(name, rule), {"why": "x"}).status_code == 403
    assert "Đặt riêng cho một nơi" not in text(client.get(url("rule", rule)))


def test_the_export_can_be_read_back(lead, rule):
    body = json.loads(lead.get(f"/rules/export.json?domain={rule.domain}").content)
    assert {one["key"] for one in body["rules"]} == {
        one.key for one in Rule.objects.filter(domain=rule.domain, retired_at=None)
    }


def toml(lead, rule, **changed):
    """The rule alone as the export writes it, with changes of its facts."""
    every = tomllib.loads(lead.get(f"/rules/export.toml?domain={rule.domain}").content.decode())["rules"]
    return tomli_w.dumps({"rules": [next(one for one in every if one["key"] == rule.key) | changed]})


def test_rules_leave_as_toml_and_come_back_without_a_change(lead, rule, every_rule):
    whole = lead.get("/rules/export.toml").content.decode()
    assert "Mọi quy tắc trong tệp giống bản đang dùng" in text(
        lead.post("/rules/bring/", {"text": whole, "do": "look"})
    )


def test_a_file_is_looked_at_and_then_taken_whole(desk, lead, rule, station):
    file = SimpleUploadedFile("quy-tac.toml", toml(lead, rule, severity=4, enabled=False).encode())
    shown = text(lead.post("/rules/bring/", {"file": file, "do": "look"}))
    assert "1 thay đổi trong 1 quy tắc" in shown
    assert "<ins>4</ins>" in shown
    mark, brought = re.search(r'name="seen" value="(\w+)"', shown)[1], toml(lead, rule, severity=4, enabled=False)
    lead.post("/rules/bring/", {"text": brought, "do": "take", "seen": mark, "why": ""})
    assert desk.actions() == []
    answer = lead.post("/rules/bring/", {"text": brought, "do": "take", "seen": mark, "why": "thống nhất mức"})
    assert answer.status_code == 302
    assert desk.actions() == ["rule.change", "rule.enable"]
    after = Rule.objects.get(pk=rule.pk)
    assert (after.current.says.severity, after.is_enabled) == (4, False)


@pytest.mark.parametrize(
    ("changed", "path", "remedy"),
    [
        ({"severty": 2}, "rules[0].severty", "Có phải severity?"),
        ({"severity": 9}, "rules[0].severity", "Không lớn hơn 4."),
        ({"when": {"kind": "treshold"}}, "rules[0].when.kind", "Chọn một trong: combination, deviation"),
        ({"acknowledge_within": "mai"}, "rules[0].acknowledge_within", "Viết độ dài như 90s"),
        ({"name": {"vi": "Tên"}}, "rules[0].name", "Thiếu khóa en"),
        ({"eases": [{"value": 1e9, "severity": 4}]}, "rules[0].eases[0].value", "phía bình thường của"),
        ({"place": "khong-co"}, "rules[0].place", "Không có địa bàn này"),
        ({"narrows": "khong_co", "place": "26506"}, "rules[0].narrows", "không có quy tắc này"),
        ({"clear": 1e12}, "rules[0].clear", "Ngưỡng trở lại phải"),
    ],
)
def test_a_file_with_one_wrong_rule_is_refused_at_its_path(desk, lead, rule, changed, path, remedy):
    sent = {"text": toml(lead, rule, **changed), "do": "take", "why": "x"}
    shown = text(lead.post("/rules/bring/", sent))
    assert path in shown
    assert remedy in shown
    assert 'value="take"' not in shown
    assert desk.actions() == []


def test_what_is_no_toml_is_refused(lead, rule):
    answer = lead.post("/rules/bring/", {"text": "[[rules]\nkey=", "do": "look"})
    assert answer.status_code == 422
    assert "Không đọc được TOML ở dòng 1, cột 8" in text(answer)


def test_the_list_asks_few_questions_however_long_it_is(lead, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        lead.get("/rules/")
