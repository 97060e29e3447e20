"""What citizens do with documents: fetch, check, sign, keep and share."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from haidang.core.documents import actions, queries
from haidang.core.documents.models import OwnPaper, Share, Signing
from haidang.core.documents.tests.dossiers import MONDAY, pdf
from haidang.core.files.tests.samples import picture
from haidang.web.tests.browsing import browser


@pytest.fixture
def receipt(dossiers):
    return actions.compose(dossiers.document(dossiers.received(), "receipt"))


def test_the_page_of_ones_case_gives_the_receipt_and_nothing_unsigned(dossiers, client):
    case, result = dossiers.to_sign()
    receipt = actions.compose(dossiers.document(case, "receipt"))
    seen = client.get(reverse("app_case", args=[case.code, case.secret])).content.decode()
    mine = reverse("app_document", args=[case.code, case.secret, receipt.code])
    assert mine in seen
    assert result.code not in seen
    fetched = client.get(mine)
    assert b"".join(fetched.streaming_content) == pdf(receipt)
    assert "attachment" in fetched["Content-Disposition"]
    for secret, code in ((case.secret, result.code), ("wrong", receipt.code)):
        assert client.get(reverse("app_document", args=[case.code, secret, code])).status_code == 404


def test_who_reads_english_gets_a_copy_to_read(client, receipt):
    case = receipt.case
    reading = reverse("app_document_reading", args=[case.code, case.secret, receipt.code])
    page = reverse("app_case", args=[case.code, case.secret])
    assert reading not in client.get(page).content.decode()
    assert client.get(reading).status_code == 404
    english = Client(headers={"accept-language": "en"})
    assert reading in english.get(page).content.decode()
    assert english.get(reading).content.startswith(b"%PDF")


def test_the_check_page_says_what_the_holder_can_compare_and_no_name(client, receipt):
    said = client.get(reverse("app_check", args=[receipt.check_code])).content.decode()
    for words in ("Giấy tờ thật, còn hiệu lực", receipt.number, "N. T. Â.", "UBND phường Vũng Tàu"):
        assert words in said
    for secret in ("Nguyễn Thị Ân", "0903123456", "079085001234", receipt.case.code):
        assert secret not in said
    english = Client(headers={"accept-language": "en"})
    assert english.get(reverse("app_check", args=[receipt.check_code])).status_code == 200


def test_a_typed_code_leads_there_and_a_wrong_one_says_so(client, receipt):
    typed = client.post(reverse("app_check_form"), {"code": receipt.check_code.lower().replace("-", "")})
    assert typed["Location"] == reverse("app_check", args=[receipt.check_code])
    unknown = client.get(reverse("app_check", args=["ZZZZ-ZZZZ-ZZZZ"]))
    assert unknown.status_code == 404
    assert "Không có giấy tờ nào mang mã này" in unknown.content.decode()
    assert client.post(reverse("app_check_form"), {}).status_code == 422


def test_a_dropped_file_is_compared_and_a_changed_one_is_called_so(client, receipt):
    body = pdf(receipt)
    assert "giống hệt bản gốc" in dropped(client, body)
    changed = bytearray(body)
    changed[changed.index(b"stream") + 60] ^= 1
    assert "Tệp này đã bị sửa" in dropped(client, bytes(changed))
    assert "không phải tệp PDF" in dropped(client, b"hello")


def dropped(client, body: bytes) -> str:
    given = {"file": SimpleUploadedFile("giay.pdf", body, "application/pdf")}
    return client.post(reverse("app_check_form"), given).content.decode()


def test_who_guesses_codes_is_slowed_down(client, db, monkeypatch):
    from haidang.web.citizen.documents import checking

    monkeypatch.setattr(checking, "CODES_AN_HOUR", 2)
    statuses = [client.get(reverse("app_check", args=[f"AAAA-AAAA-AAA{n}"])).status_code for n in range(2, 5)]
    assert statuses == [404, 404, 429]


def test_a_declaration_is_read_and_sent_to_the_telephone(dossiers, client, outside, monkeypatch):
    monkeypatch.setenv("HAIDANG_SIGNING_HOOK", "http://127.0.0.1:9/")
    case = dossiers.open()
    assert "Ký tờ khai" in client.get(reverse("app_case", args=[case.code, case.secret])).content.decode()
    address = reverse("app_declare", args=[case.code, case.secret])
    assert "Bến Đá" in client.get(address).content.decode()
    refused = client.post(address, {"connector": "smartca", "user": "111"})
    assert refused.status_code == 422
    assert "chứng thư" in refused.content.decode()
    sent = client.post(address, {"connector": "smartca", "user": "079001000001"})
    asked = Signing.objects.get()
    assert sent["Location"] == reverse("app_signing", args=[case.code, case.secret, asked.token])
    assert client.get(sent["Location"])["Refresh"]


@pytest.fixture
def owner(dossiers):
    person = dossiers.person("an")
    person.is_citizen = True
    person.save()
    return person


def test_ones_papers_are_kept_fetched_shared_and_taken_away(dossiers, owner):
    client = browser(owner)
    day = (MONDAY + timedelta(days=400)).date().isoformat()
    photo = SimpleUploadedFile("the.jpg", picture(), "image/jpeg")
    given = {"name": "Căn cước", "file": photo, "valid_to": day, "paper": "licence"}
    made = client.post(reverse("app_papers"), given)
    assert made.status_code == 302
    kept = OwnPaper.objects.get()
    assert kept.paper == "licence"
    seen = client.get(reverse("app_papers")).content.decode()
    assert "Căn cước" in seen
    assert "bạn tự thêm" in seen
    assert client.get(reverse("app_paper_file", args=[kept.token])).status_code == 200
    office = dossiers.counter.hd.committee
    given = {"office": office.pk, "until": MONDAY.date().isoformat(), "why": "vay vốn"}
    assert client.post(reverse("app_paper_share", args=[kept.token]), given).status_code == 302
    shared = Share.objects.get()
    clerk = browser(type(owner).objects.get(pk=dossiers.clerk.id))
    assert "Căn cước" in clerk.get(reverse("documents_shared")).content.decode()
    assert clerk.get(reverse("document_shared", args=[shared.token])).status_code == 200
    client.post(reverse("app_paper_unshare", args=[shared.token]))
    assert clerk.get(reverse("document_shared", args=[shared.token])).status_code == 404
    client.post(reverse("app_paper_remove", args=[kept.token]))
    assert queries.store(owner.as_actor(), owner) == []
    assert Client().get(reverse("app_papers")).status_code == 302
