"""The list of alerts and the page of one, through a browser's eyes."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from haidang.core.incidents.models import Incident
from haidang.core.rules.alerts import actions
from haidang.core.rules.models import Alert
from haidang.web.tests.browsing import HTMX, text
from haidang.web.tests.watch_room import MAY_READ


def listed(room, **query):
    answer = room.officer.get(f"/alerts/?{urlencode(query)}")
    assert answer.status_code == 200
    return text(answer)


def test_an_open_alert_stands_in_the_list_with_what_can_be_done(room):
    alert = room.raised()
    page = listed(room)
    assert alert.code in page
    assert "Chưa nhận" in page
    for verb in ("acknowledge", "shelve", "incident"):
        assert reverse(f"alert_{verb}", args=[alert.code]) in page


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("role", MAY_READ)
def test_everybody_who_reads_alerts_reads_them_in_their_language(room, role, language):
    alert = room.raised()
    client = room.client(role, language)
    assert alert.code in text(client.get("/alerts/"))
    page = client.get(alert.link)
    assert page.status_code == 200
    assert f'<html lang="{language}"' in text(page)


def test_who_may_not_read_alerts_is_told_why(room):
    answer = room.client("integrator").get("/alerts/")
    assert answer.status_code == 403
    assert "cần vai trò" in text(answer)


def test_who_is_not_signed_in_is_led_to_sign_in(room, client):
    answer = client.get("/alerts/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_who_may_only_look_gets_no_buttons(room):
    alert = room.raised()
    page = text(room.client("auditor").get("/alerts/"))
    assert reverse("alert_acknowledge", args=[alert.code]) not in page


def test_acknowledging_takes_it_out_of_what_waits(room):
    alert = room.raised()
    answer = room.officer.post(reverse("alert_acknowledge", args=[alert.code]))
    assert answer.status_code == 302
    alert.refresh_from_db()
    assert alert.state == "acknowledged"
    assert alert.link not in listed(room, tab="new")
    assert alert.link in listed(room)


def test_a_row_that_acknowledges_is_answered_with_itself(room):
    alert = room.raised()
    url = reverse("alert_acknowledge", args=[alert.code])
    answer = room.officer.post(url, headers=HTMX | {"HX-Target": f"alarm-{alert.pk}"})
    assert f'id="alarm-{alert.pk}"' in text(answer)
    assert "data-new" not in text(answer)


def test_acknowledging_twice_says_who_was_first(room):
    alert = room.raised()
    actions.acknowledge(room.watched.lead, alert)
    answer = room.officer.post(reverse("alert_acknowledge", args=[alert.code]), headers=HTMX)
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == "#toasts"
    assert "đã nhận cảnh báo này" in text(answer)


def test_many_are_acknowledged_at_once_and_what_cannot_be_is_named(room):
    first, second, *_rest = room.many(3)
    answer = room.officer.post("/alerts/acknowledge", {"pick": [first.code, second.code]}, follow=True)
    page = text(answer)
    assert "Đã nhận 1 cảnh báo." in page
    assert f"{second.code}: Cảnh báo {second.code} đã đóng." in page


def test_picking_nothing_says_so(room):
    assert "Chưa chọn cảnh báo nào" in text(room.officer.post("/alerts/acknowledge", follow=True))


def test_shelving_asks_for_length_and_reason_and_keeps_what_was_typed(room):
    alert = room.raised()
    url = reverse("alert_shelve", args=[alert.code])
    asked = room.officer.get(url, headers=HTMX)
    assert "data-show" in text(asked)
    refused = room.officer.post(url, {"lasting": "240", "reason": "   "}, headers=HTMX)
    assert refused.status_code == 422
    assert '<option value="240" selected>' in text(refused)
    taken = room.officer.post(url, {"lasting": "240", "reason": "đang hiệu chuẩn"}, headers=HTMX)
    assert taken.status_code == 200
    assert "ioc:done" in taken["HX-Trigger"]
    page = listed(room, tab="shelved")
    assert "đang hiệu chuẩn" in page
    assert alert.link not in listed(room)


def test_without_script_a_form_is_a_page_that_leads_back(room):
    alert = room.raised()
    url = reverse("alert_shelve", args=[alert.code])
    assert "<html" in text(room.officer.get(url))
    answer = room.officer.post(url, {"lasting": "15", "reason": "bảo trì"})
    assert answer["Location"] == alert.link


def test_one_click_opens_an_incident(room):
    alert = room.raised()
    answer = room.officer.post(reverse("alert_incident", args=[alert.code]))
    incident = Incident.objects.get()
    assert answer["Location"] == incident.link
    assert incident.alert_links.get().alert == alert
    assert incident.code in listed(room)


def test_an_incident_of_an_alert_is_not_opened_twice(room):
    alert = room.raised()
    url = reverse("alert_incident", args=[alert.code])
    room.officer.post(url)
    assert room.officer.post(url)["Location"] == Incident.objects.get().link


def test_the_page_says_why_and_where_the_limit_comes_from(room):
    alert = room.raised()
    page = text(room.officer.get(alert.link))
    assert alert.why["sentence"]["vi"] in page
    assert "Kiểm tra hiện trường" in page
    assert "Phát cảnh báo" in page
    assert 'data-follow="AQ-001/pm25"' in page


def test_a_note_stands_in_the_life_of_the_alert(room):
    alert = room.raised()
    room.officer.post(reverse("alert_note", args=[alert.code]), {"text": "đã gọi trạm trưởng"})
    live = text(room.officer.get(reverse("alert_live", args=[alert.code]), headers=HTMX))
    assert live.count("hx-swap-oob") == 3
    assert "đã gọi trạm trưởng" in live


def test_the_way_of_an_alert_is_told_in_words(room):
    alert = room.raised()
    officer, lead = room.watched.officer, room.watched.lead
    actions.escalate(officer, alert, reason="cần ý kiến")
    actions.deescalate(lead, alert, reason="trực ban làm được")
    actions.assign(officer, alert, person=room.watched.person(lead))
    actions.acknowledge(officer, alert, note="đã rõ")
    actions.close(officer, alert, reason="báo nhầm")
    page = text(room.officer.get(alert.link))
    for said in (
        "Chuyển lên trưởng ca – cần ý kiến",
        "Trả về cấp dưới – trực ban làm được",
        f"Giao cho {room.watched.person(lead)}",
        "Đã nhận – đã rõ",
        "Đóng cảnh báo – báo nhầm",
    ):
        assert said in page


@pytest.mark.parametrize("verb", ["assign", "escalate", "close", "note"])
def test_every_question_can_be_asked(room, verb):
    alert = room.raised()
    answer = room.officer.get(reverse(f"alert_{verb}", args=[alert.code]))
    assert answer.status_code == 200
    assert "<textarea" in text(answer) or "<select" in text(answer)


def test_closing_while_the_condition_holds_needs_a_reason(room):
    alert = room.raised()
    url = reverse("alert_close", args=[alert.code])
    assert room.officer.post(url, {"reason": ""}).status_code == 422
    assert room.officer.post(url, {"reason": "đã xử lý tại chỗ"}).status_code == 302
    assert Alert.objects.get().state == "closed"


def test_filters_narrow_the_list(room):
    alert = room.raised()
    assert alert.code in listed(room, severity="2", domain="environment", place=room.hd.here.path)
    assert alert.code not in listed(room, severity="1")
    assert alert.code not in listed(room, place=room.hd.elsewhere.path)
    assert "Bỏ mọi bộ lọc" in listed(room, severity="1")


def test_the_csv_holds_the_same_rows(room):
    alerts = room.many(60)
    answer = room.officer.get("/alerts/export.csv?tab=all")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == len(alerts) + 1
    assert lines[1].startswith(alerts[0].code)


def test_the_list_asks_the_same_number_of_questions_however_long_it_is(room, django_assert_max_num_queries):
    room.many(60)
    with django_assert_max_num_queries(30):
        room.officer.get("/alerts/?tab=all")


def test_the_page_of_an_alert_asks_few_questions(room, django_assert_max_num_queries):
    alert = room.raised()
    with django_assert_max_num_queries(40):
        room.officer.get(alert.link)
