"""A dossier on the page of whoever filed it: its own words, its papers by their parts, and what is asked for later."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from haidang.core.cases import actions
from haidang.core.cases.models import Case
from haidang.core.files import uploads
from haidang.core.forms.tests.office import Office, a_pdf
from haidang.core.forms.tests.office import build as build_office


@pytest.fixture
def office(db):
    return build_office()


def filed(office: Office) -> Case:
    return office.submit(office.fill(office.begin()))


def page(client: Any, case: Case, *more: str) -> str:
    answer = client.get("/".join(["/app/r", case.code, case.secret, *more, ""]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_its_page_speaks_of_a_dossier_and_shows_numbers_of_people_by_their_ends(client, office):
    case = filed(office)
    text = page(client, case)
    assert "Đã nộp hồ sơ, chờ tiếp nhận" in text
    assert "phản ánh của bạn" not in text
    assert "giay.pdf" in text
    assert "Nguyễn An" in text
    assert "079••••••234" in text
    assert case.parties.get().identity not in text


def test_its_slip_says_that_it_is_not_accepted_yet(client, office):
    text = page(client, filed(office), "slip")
    assert "chưa phải giấy tiếp nhận" in text
    assert "<svg" in text


def asked(office: Office) -> Case:
    case = filed(office)
    actions.move(office.counter.clerk, case, "ask", text="Thiếu ảnh")
    return office.counter.fresh(case)


def brought(name: str, content: bytes) -> str:
    """The token of a file that came in pieces before its form."""
    upload = uploads.create(whose="app:test", name=name, size=len(content))
    uploads.append(upload.token, 0, BytesIO(content))
    return upload.token


def test_papers_asked_for_later_go_to_their_parts(client, office):
    case = asked(office)
    assert "supply-part_photo" in page(client, case)
    files = {
        "supply-part_photo": [SimpleUploadedFile("anh.pdf", a_pdf("Ảnh"), "application/pdf")],
        "supply-attached": brought("khac.pdf", a_pdf("Khác")),
    }
    answer = client.post(f"/app/r/{case.code}/{case.secret}/do/supply/", files)
    assert answer.status_code == 302, answer.content.decode()
    case = office.counter.fresh(case)
    assert case.state == "handling"
    assert {(one.file.name, one.part) for one in case.papers.select_related("file")} == {
        ("giay.pdf", "attestation"), ("anh.pdf", "photo"), ("khac.pdf", ""),
    }  # fmt: skip
    assert "khac.pdf" in page(client, case)


def test_an_answer_without_anything_is_refused(client, office):
    case = asked(office)
    answer = client.post(f"/app/r/{case.code}/{case.secret}/do/supply/", {})
    assert answer.status_code == 422
    assert "Gửi giấy tờ được yêu cầu" in answer.content.decode()
