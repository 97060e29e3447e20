"""Is it real? By code and by file: the same, changed by one bit, signed elsewhere, unsigned, no PDF at all."""

import io

import pikepdf
import pytest

from haidang.core.documents import actions, checking, drawing, seals
from haidang.core.documents.crafts import workshop
from haidang.core.files.receiving import receive
from haidang.kernel.action import Invalid

from .dossiers import pdf


@pytest.fixture
def receipt(dossiers):
    case = dossiers.received()
    dossiers.work()
    return dossiers.document(case, "receipt")


def spoiled(body: bytes) -> bytes:
    """One bit of what was signed turned over."""
    changed = bytearray(body)
    changed[changed.index(b"stream") + 60] ^= 1
    return bytes(changed)


def test_the_same_file_is_known_at_once(receipt):
    found = checking.by_file(pdf(receipt))
    assert found.ours.verdict == "valid"
    assert found.ours.initials == "N. T. Â."
    assert found.ours.signatures[0].by == "UBND phường Vũng Tàu"


def test_one_flipped_bit_is_found_out_and_named(receipt):
    found = checking.by_file(spoiled(pdf(receipt)))
    assert found.ours is None
    assert found.claims == receipt
    assert not found.worth.is_good
    assert not found.worth.signatures[0].is_whole


def test_what_is_added_after_the_signature_is_found_out(receipt):
    kept = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(receipt))) as changed:
        changed.add_blank_page()
        changed.save(kept)
    found = checking.by_file(kept.getvalue())
    assert found.claims == receipt
    assert not found.worth.is_good


def test_a_kept_file_that_rotted_is_not_called_valid(receipt):
    from haidang.core.files.store import store

    path, whole = store().local(receipt.file.sha256), pdf(receipt)
    path.chmod(0o600)
    path.write_bytes(spoiled(whole))
    try:
        assert checking.by_code(receipt.check_code).verdict == "changed"
    finally:
        path.write_bytes(whole)


def test_a_workshop_that_falls_over_is_said_and_not_mistaken_for_a_forgery(receipt, monkeypatch):
    def falls_over(*_given, **_how):
        raise workshop.Broke("no memory")

    monkeypatch.setattr(workshop.gate, "ask", falls_over)
    assert checking.by_code(receipt.check_code).verdict == "unchecked"


def test_what_nobody_signed_yet_has_no_worth(dossiers):
    _case, result = dossiers.to_sign()
    assert checking.by_code(result.check_code).verdict == "unsigned"
    assert checking.by_file(pdf(result)).ours.verdict == "unsigned"


@pytest.mark.parametrize("body", [b"", b"GIF89a", b"%PDF-1.7\nnothing", b"%PDF-1.7\n" + b"1 0 obj<<>>" * 1000])
def test_what_is_no_pdf_is_refused_in_plain_words(db, body):
    with pytest.raises(Invalid) as refused:
        checking.by_file(body)
    assert "PDF" in refused.value.message


def test_no_code_means_no_document(db):
    assert checking.by_code("AAAA-BBBB-CCCC") is None
    assert checking.by_code("") is None


def test_a_result_signed_with_another_tool_is_taken_after_its_signature_is_examined(dossiers):
    case = dossiers.move(dossiers.received(), "propose")
    for one in case.documents.filter(kind="result"):
        actions.void(dossiers.lead, one, reason="dùng bản của bộ")
    plain, _pages, _at = workshop.press.ask(
        "press:press", "<html lang=vi><title>x</title><p>Giấy phép", "letter", seconds=60
    )
    with pytest.raises(Invalid, match="chưa có chữ ký"):
        actions.attach_signed(dossiers.lead, case, _received(plain), name="Giấy phép")
    office = case.office
    look = drawing.stamp("Bộ", "", case.opened_at, is_trial=True)
    given = (plain, seals.secret(), "BO", "Bộ Nông nghiệp và Môi trường", look, [], "ký", "")
    signed, _level = workshop.press.ask("pades:seal", *given, seconds=60)
    with pytest.raises(Invalid, match="bị sửa"):
        actions.attach_signed(dossiers.lead, case, _received(spoiled(signed)), name="Giấy phép")
    kept = actions.attach_signed(dossiers.lead, case, _received(signed), name="Giấy phép của bộ")
    assert (kept.state, kept.origin, kept.office, kept.paper) == ("signed", "outside", office, "licence")
    assert dossiers.counter.fresh(case).state == "finished"
    assert checking.by_file(signed).ours.verdict == "valid"


def _received(body: bytes):
    return receive(io.BytesIO(body), name="giay-phep.pdf", data_class="personal", families={"document"})


def test_whom_nobody_trusts_is_not_believed(receipt, monkeypatch):
    monkeypatch.setattr(seals, "is_there", lambda: False)
    found = checking.worth(pdf(receipt))
    assert found.signatures[0].is_whole
    assert not found.is_good
