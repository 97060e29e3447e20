"""The room where leaders sign: what lies there, what may be done, and how it looks to who may not."""

import json

import pytest
from django.urls import reverse

from haidang.core.directory.models import Person
from haidang.core.documents import actions
from haidang.core.documents.models import Signing
from haidang.web.tests.browsing import browser


@pytest.fixture
def lead(dossiers):
    return browser(Person.objects.get(pk=dossiers.lead.id))


@pytest.fixture
def clerk(dossiers):
    return browser(Person.objects.get(pk=dossiers.clerk.id))


def page(client, name, *arguments, **query):
    return client.get(reverse(name, args=arguments), query)


def test_what_waits_lies_beside_its_pages_and_is_signed_from_there(dossiers, lead, clerk):
    case, result = dossiers.to_sign()
    seen = page(lead, "documents").content.decode()
    assert result.number in seen
    assert reverse("document_page", args=[result.code, 1]) in seen
    assert result.number not in page(clerk, "documents").content.decode()
    picture = page(lead, "document_page", result.code, 1)
    assert picture.content.startswith(b"\x89PNG")
    assert page(lead, "document_page", result.code, 9).status_code == 404
    asked = page(lead, "documents_sign", codes=result.code).content.decode()
    assert "Con dấu của cơ quan" in asked
    assert "Chứng thư" not in page(lead, "document", result.code).content.decode()
    done = lead.post(reverse("documents_sign"), {"codes": result.code, "how": "here"})
    assert done.status_code == 302
    assert dossiers.counter.fresh(case).state == "finished"
    after = page(lead, "document", result.code).content.decode()
    assert "hợp lệ" in after
    assert page(lead, "document_pdf", result.code)["Content-Type"] == "application/pdf"


def test_it_is_sent_back_written_anew_and_taken_back_with_reasons(dossiers, lead, clerk):
    _case, result = dossiers.to_sign()
    assert lead.post(reverse("document_return", args=[result.code]), {"reason": "sai tên"}).status_code == 302
    assert "sai tên" in page(clerk, "document", result.code).content.decode()
    assert clerk.post(reverse("document_redraft", args=[result.code]), {"text": "tên mới"}).status_code == 302
    dossiers.work("result")
    assert lead.post(reverse("document_void", args=[result.code]), {"reason": ""}).status_code == 422
    assert lead.post(reverse("document_void", args=[result.code]), {"reason": "thôi"}).status_code == 302
    assert "Đã hủy" in page(lead, "documents", tab="void", open=result.code).content.decode()


def test_an_apology_may_promise_another_day(dossiers, lead):
    from haidang.core.cases import actions as cases

    case = dossiers.received()
    cases.extend(dossiers.lead, case, limit="3wd", reason="đo lại")
    dossiers.work("apology")
    letter = dossiers.document(case, "apology")
    asked = page(lead, "document_redraft", letter.code).content.decode()
    assert 'value="2026-12-03"' in asked
    given = {"reason": "mưa bão", "new_day": "2026-12-08"}
    assert lead.post(reverse("document_redraft", args=[letter.code]), given).status_code == 302
    letter.refresh_from_db()
    assert letter.facts["new_due"].startswith("2026-12-08T17:00")
    assert letter.facts["reason"]["vi"] == "mưa bão"


def test_the_case_shows_its_documents_and_offers_more(dossiers, clerk):
    case = dossiers.received()
    seen = page(clerk, "case", case.code).content.decode()
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" in seen
    assert reverse("document_new", args=[case.code]) in seen
    made = clerk.post(reverse("document_new", args=[case.code]), {"kind": "payment", "text": "Nộp sớm"})
    assert made.status_code == 302
    assert dossiers.document(case, "payment").facts["text"] == "Nộp sớm"


def test_others_see_nothing_of_it(dossiers):
    case, result = dossiers.to_sign()
    stranger = browser(Person.objects.get(pk=dossiers.outsider.id))
    for name in ("document", "document_pdf", "document_void"):
        assert page(stranger, name, result.code).status_code == 404
    assert page(stranger, "document_new", case.code).status_code == 404


def test_a_call_back_says_nothing_and_refuses_what_is_no_json(client, db):
    address = reverse("signing_hook", args=["smartca"])
    assert client.post(address, "no", content_type="application/json").status_code == 400
    assert client.post(address, json.dumps([1]), content_type="application/json").status_code == 400
    told = client.post(address, json.dumps({"tran_code": "x", "status_code": 4002}), content_type="application/json")
    assert (told.status_code, told.json()) == (200, {"message": "ok"})


def test_from_afar_the_page_waits_and_looks_again(dossiers, lead, outside, monkeypatch):
    monkeypatch.setenv("HAIDANG_SIGNING_HOOK", "http://127.0.0.1:9/")
    _case, result = dossiers.to_sign()
    given = {"codes": result.code, "how": "smartca", "user": "079001000001"}
    there = lead.post(reverse("documents_sign"), given)
    asked = Signing.objects.get()
    assert there["Location"] == reverse("document_signing", args=[asked.token])
    waiting = lead.get(there["Location"])
    assert waiting["Refresh"]
    assert "Mở điện thoại" in waiting.content.decode()
    assert "xác nhận trên điện thoại" in page(lead, "document", result.code).content.decode()
    assert "079001000001" in page(lead, "documents_sign", codes=result.code).content.decode()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_room_speaks_both_languages(dossiers, language):
    actions.compose(dossiers.document(dossiers.received(), "receipt"))
    client = browser(Person.objects.get(pk=dossiers.lead.id), language)
    for tab in ("waiting", "signed", "void"):
        assert page(client, "documents", tab=tab).status_code == 200
