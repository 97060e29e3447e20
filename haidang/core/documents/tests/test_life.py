"""A document from its draft to its end, for every kind: what it says, who signs it, what follows."""

import io

import pikepdf
import pytest
from django.utils.translation import override

from haidang.core.audit.models import Event
from haidang.core.cases import queries as cases
from haidang.core.documents import actions, checking, queries
from haidang.core.documents.crafts import workshop
from haidang.core.documents.models import Document
from haidang.kernel.action import Invalid, NotPossible, Refused

from .dossiers import pdf, text


def test_a_received_dossier_gets_its_receipt_sealed_and_checkable(dossiers):
    case = dossiers.received()
    receipt = dossiers.document(case, "receipt")
    assert (receipt.state, receipt.file) == ("draft", None)
    dossiers.work()
    receipt.refresh_from_db()
    assert (receipt.state, receipt.level, receipt.number) == ("signed", "B-B", "1/GTN-UBND-26506")
    said = text(receipt)
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", case.code, "Nguyễn Thị Ân",
        "10 ngày làm việc", "17 giờ 00, ngày 30/11/2026", receipt.check_code, "Khánh bảy Minh Quang", "DỮ LIỆU MÔ PHỎNG",
    ):  # fmt: skip
        assert words in said
    assert checking.by_code(receipt.check_code.lower().replace("-", " ")).verdict == "valid"
    assert dossiers.queue == []
    assert actions.compose(receipt).file_id == receipt.file_id


def test_its_fonts_are_embedded_and_it_says_that_it_is_for_keeping(dossiers):
    case = dossiers.received()
    dossiers.work()
    with pikepdf.open(io.BytesIO(pdf(dossiers.document(case, "receipt")))) as kept:
        meta = kept.open_metadata()
        assert meta.get("pdfaid:part") == "3"
        fonts = [
            one for one in kept.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
        ]
        assert fonts
        assert all("/FontFile2" in one or "/FontFile3" in one for one in fonts)


@pytest.mark.parametrize(
    ("move", "kind", "words"),
    [
        ("ask", "supplement", ["PHIẾU YÊU CẦU BỔ SUNG", "thiếu ảnh mạn tàu"]),
        ("charge", "payment", ["THÔNG BÁO", "Lệ phí cấp phép", "40.000 đ"]),
        ("refuse", "refusal", ["PHIẾU TỪ CHỐI", "không thuộc thẩm quyền", "thiếu ảnh mạn tàu"]),
    ],
)
def test_every_move_that_calls_for_a_paper_gets_it(dossiers, move, kind, words):
    case = dossiers.received()
    reason = {"reason_key": "not_ours"} if move == "refuse" else {}
    dossiers.move(case, move, text="thiếu ảnh mạn tàu", **reason)
    dossiers.work(kind)
    made = dossiers.document(case, kind)
    said = text(made)
    assert all(one in said for one in words)
    assert made.state == "signed"


def test_a_result_waits_for_a_leader_and_carries_the_case_on_when_signed(dossiers):
    case, result = dossiers.to_sign()
    assert result.state == "waiting"
    assert [one.pk for one in queries.to_sign(dossiers.lead)] == [result.pk]
    assert queries.to_sign(dossiers.clerk) == []
    with pytest.raises(NotPossible):
        dossiers.move(case, "sign", by=dossiers.lead)
    for stranger in (dossiers.clerk, dossiers.outsider):
        with pytest.raises(Refused):
            actions.sign_here(stranger, result)
    actions.sign_here(dossiers.lead, result)
    result.refresh_from_db()
    assert (result.state, result.valid_to.isoformat()) == ("signed", "2031-11-16")
    assert dossiers.counter.fresh(case).state == "finished"
    assert case.papers.get(role="result").file == result.file
    said = text(result)
    assert "GIẤY PHÉP KHAI THÁC THỦY SẢN" in said
    assert "12,5 m" in said
    assert "Bến Đá" in said
    assert "16/11/2031" in said
    assert "Có Giấy phép khai thác thủy sản" in cases.lines(case, for_citizen=True)[1].text_vi


def test_a_case_with_a_result_nobody_signed_does_not_pass(dossiers):
    case = dossiers.move(dossiers.received(), "propose")
    Document.objects.filter(kind="result").delete()
    case.papers.create(file=_some_file(dossiers, case), role="result", by="-", by_name="-", at=case.opened_at)
    with pytest.raises(NotPossible, match="ký số"):
        dossiers.move(case, "sign", by=dossiers.lead)


def _some_file(dossiers, case):
    dossiers.work("receipt")
    return dossiers.document(case, "receipt").file


def test_sent_back_with_a_reason_it_is_written_anew_under_its_number(dossiers):
    case, result = dossiers.to_sign()
    with pytest.raises(Invalid):
        actions.send_back(dossiers.lead, result, reason=" ")
    actions.send_back(dossiers.lead, result, reason="sai tên tàu")
    result.refresh_from_db()
    assert (result.state, result.returned) == ("draft", "sai tên tàu")
    actions.redraft(dossiers.clerk, result, text="Tàu BV-1234-TS")
    dossiers.work()
    again = dossiers.document(case, "result")
    assert (again.pk, again.state, again.number) == (result.pk, "waiting", result.number)
    assert "Tàu BV-1234-TS" in text(again)


def test_whoever_looked_at_an_older_wording_is_told_so(dossiers):
    _case, result = dossiers.to_sign()
    seen = result.file_id
    actions.redraft(dossiers.clerk, result, text="khác")
    dossiers.work()
    with pytest.raises(NotPossible, match="soạn lại"):
        actions.sign_here(dossiers.lead, Document.objects.get(pk=result.pk), seen=seen)


def test_a_void_document_says_so_to_whoever_checks_it(dossiers):
    case = dossiers.received()
    dossiers.work()
    receipt = dossiers.document(case, "receipt")
    actions.void(dossiers.lead, receipt, reason="cấp nhầm người")
    found = checking.by_code(receipt.check_code)
    assert (found.verdict, found.document.void_reason) == ("void", "cấp nhầm người")
    with pytest.raises(NotPossible):
        actions.void(dossiers.lead, receipt, reason="nữa")


def test_the_citizen_sees_what_is_signed_and_not_what_waits(dossiers):
    case, _result = dossiers.to_sign()
    actions.compose(dossiers.document(case, "receipt"))
    holder = dossiers.counter.holder(case)
    assert [one.kind for one in queries.of_case(holder, case)] == ["receipt"]
    assert {one.kind for one in queries.of_case(dossiers.clerk, case)} == {"receipt", "result"}
    assert queries.of_case(dossiers.outsider, case) == []


def test_a_look_at_somebody_elses_document_is_journalled_once(dossiers):
    case = dossiers.received()
    dossiers.work()
    receipt = dossiers.document(case, "receipt")
    for _time in range(2):
        queries.open_pdf(dossiers.clerk, receipt).close()
    queries.open_pdf(dossiers.counter.holder(case), receipt).close()
    with pytest.raises(Refused):
        queries.open_pdf(dossiers.outsider, receipt)
    assert Event.objects.filter(action="document.look").count() == 1


def test_it_can_be_read_in_english_as_an_aid(dossiers):
    from haidang.core.documents import drawing

    receipt = actions.compose(dossiers.document(dossiers.received(), "receipt"))
    html = drawing.letter(receipt, "en")
    assert "Receipt of a dossier" in html
    assert "Reading copy" in html or "Bản dịch để đọc" in html
    assert f"check:{receipt.check_code}" not in html
    assert not queries.has_reading_copy(receipt)
    with override("en"):
        said = workshop.gate.ask("pictures:words", queries.reading_copy(dossiers.clerk, receipt), seconds=60)
    assert "Kilo seven Mike Quebec" in said
