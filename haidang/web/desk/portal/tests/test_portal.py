"""The room of the national portal, the panel on a case, and the door for programs."""

import json

import httpx
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from haidang.core.audit.models import Event
from haidang.core.cases.models import Case
from haidang.core.directory import actions as directory
from haidang.core.portal import links, outbox
from haidang.core.portal.tests.test_receiving import entry
from haidang.kernel.action import system
from haidang.kernel.outgoing import trusted
from haidang.web.tests.browsing import browser, read


def reception(till):
    return till.counter.hd.officer(
        "reception", till.counter.hd.centre, till.counter.hd.province, "internal", "personal"
    )


def key(*scopes):
    return directory.create_key(system("test"), name=f"k{len(scopes)}", can=list(scopes))[1]


def hand_over(token, *entries):
    return Client().post(
        "/api/v1/portal/dossiers",
        {"data": list(entries)},
        content_type="application/json",
        headers={"authorization": f"Bearer {token}"},
    )


def test_failures_are_listed_with_words_and_tried_again(till, outside):
    httpx.post(f"{outside}/portal/mood", json={"forget": True, "fail": "none"}, verify=trusted(), trust_env=False)
    case = till.received()
    outbox.send_due()
    httpx.post(f"{outside}/portal/mood", json={"fail": "refuse"}, verify=trusted(), trust_env=False)
    from haidang.core.cases import actions as cases

    cases.move(system("test"), case, "hand")
    outbox.send_due()
    desk = browser(reception(till))
    page = read(desk.get("/portal/"))
    assert case.code in page
    assert "không thuộc đơn vị" in page
    one = case.portal_messages.get(state="refused")
    assert desk.post(f"/portal/{one.pk}/retry/").status_code == 302
    outbox.send_due()
    shown = read(desk.get(f"/portal/dossiers/{case.code}/"))
    assert "TrangThaiHoSo" in shown
    assert "Nguyễn Văn An" not in shown
    assert desk.post(f"/portal/dossiers/{case.code}/ask/").status_code == 302
    assert "Đang xử lý" in read(desk.get(f"/portal/dossiers/{case.code}/"))
    assert "Cổng DVCQG" in read(desk.get(case.link))


def test_a_key_with_the_scope_hands_dossiers_over_and_learns_what_is_wrong(till):
    token = key("portal")
    answer = hand_over(token, entry(), entry(MaHoSo="H99-1", MaTTHC="9"), {"x": 1}, entry())
    assert [(one["row"], one["state"]) for one in answer.json()] == [(1, "taken"), (2, "bad"), (3, "bad"), (4, "known")]
    assert answer.json()[1]["errors"][0]["field"] == "MaTTHC"
    assert Case.objects.get().code == "H99.99-261122-0001"
    assert hand_over(key("read", "cases"), entry()).status_code == 403
    assert hand_over("hd_x_y", entry()).status_code == 401


def test_a_file_is_taken_in_and_what_was_bad_is_taken_again(till):
    desk = browser(reception(till))
    body = json.dumps({"data": [entry(), entry(MaHoSo="H99-2", MaTTHC="1.777777")]}).encode()
    assert desk.post("/portal/received/import/", {"file": SimpleUploadedFile("a.json", body)}).status_code == 302
    page = read(desk.get("/portal/received/?state=bad"))
    assert "1.777777" in page
    for wrong in (b"{", b"[]", b'"x"', b"[1]"):
        assert desk.post("/portal/received/import/", {"file": SimpleUploadedFile("a.json", wrong)}).status_code == 422
    from haidang.core.portal.models import Received

    row = Received.objects.get(state="bad")
    assert desk.post(f"/portal/received/{row.pk}/again/").status_code == 302
    row.body["MaTTHC"] = "1.000002"
    row.save()
    desk.post(f"/portal/received/{row.pk}/again/")
    row.refresh_from_db()
    assert row.state == "taken"


def test_dossiers_go_into_a_file_for_a_province_without_a_line(till, monkeypatch):
    case = till.received()
    monkeypatch.delenv("HAIDANG_OUTSIDE")
    told = browser(reception(till)).get("/portal/export.json").json()
    assert [one["MaHoSo"] for one in told["data"]] == [case.code]
    assert Event.objects.get(action="portal.export").facts == {"number": 1, "cases": [case.code]}


def test_a_link_opens_one_file_and_no_other(till):
    from io import BytesIO

    from haidang.core.cases import actions as cases
    from haidang.core.files.receiving import receive
    from haidang.core.payments.tests.till import PDF

    case = till.received()
    held = receive(BytesIO(PDF), name="don.pdf", data_class="personal")
    cases.attach(system("test"), case, held, role="part", part="request")
    path = links.address(case.papers.get()).split("/api/", 1)[1]
    answer = Client().get(f"/api/{path}")
    assert b"".join(answer.streaming_content) == PDF
    assert Client().get(f"/api/{path[:-3]}/").status_code == 404
