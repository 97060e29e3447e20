"""Signatures from a telephone: confirmed, rejected, run out, late, twice, over something else, the service down."""

import base64
from datetime import timedelta

import httpx
import pytest

from haidang.core.documents import actions, checking, queries, signing
from haidang.core.documents.models import Document, Signing
from haidang.kernel import clock
from haidang.kernel.action import Invalid, NotPossible, Refused
from haidang.kernel.outgoing import trusted

from .dossiers import MONDAY

BY_HAND, LATE, CONFUSED = "079001000001", "079001000004", "079001000005"


@pytest.fixture(autouse=True)
def _nobody_calls_back(outside, monkeypatch):
    monkeypatch.setenv("HAIDANG_SIGNING_HOOK", "http://127.0.0.1:9/")  # what the centre hears is asked for by the tests


def press(asked: Signing, user: str, verb: str) -> dict:
    """Press a button on the telephone; what the service then says of the request."""
    from haidang.provinces import connectors

    base = connectors.first("signing").address
    with httpx.Client(verify=trusted(), trust_env=False) as client:
        client.post(f"{base}/phone/{user}/{asked.tran_code}/{verb}")
        return client.post(f"{base}/v1/signatures/sign/{asked.tran_code}/status").json()


def asked_for(dossiers, *documents, user=BY_HAND) -> Signing:
    return signing.ask(dossiers.lead, documents, connector="smartca", user=user)


def test_a_confirmed_request_signs_with_a_stamped_time_and_carries_the_case_on(dossiers):
    case, result = dossiers.to_sign()
    asked = asked_for(dossiers, result)
    assert asked.state == "waiting"
    assert signing.poll(asked).state == "waiting"
    with pytest.raises(NotPossible, match="điện thoại"):
        asked_for(dossiers, result)
    with pytest.raises(NotPossible, match="điện thoại"):
        actions.send_back(dossiers.lead, result, reason="chờ đã")
    press(asked, BY_HAND, "confirm")
    assert signing.poll(asked).state == "confirmed"
    result.refresh_from_db()
    assert (result.state, result.level, result.signer_name) == ("signed", "B-T", "Phạm Thị Hải (mô phỏng)")
    assert dossiers.counter.fresh(case).state == "finished"
    (one,) = checking.by_code(result.check_code).signatures
    assert one.is_good
    assert one.is_stamped
    assert one.is_trial
    assert one.by == "Phạm Thị Hải (mô phỏng)"


def test_the_same_call_back_twice_changes_nothing_more(dossiers):
    _case, result = dossiers.to_sign()
    asked = asked_for(dossiers, result)
    told = press(asked, BY_HAND, "confirm") | {"tran_code": asked.tran_code}
    first = signing.hear("smartca", told)
    result.refresh_from_db()
    file = result.file_id
    second = signing.hear("smartca", told)
    result.refresh_from_db()
    assert (first.state, second.state, result.file_id) == ("confirmed", "confirmed", file)
    assert signing.hear("smartca", {"tran_code": "nobody's"}) is None


def test_rejected_on_the_telephone_nothing_is_signed_and_it_may_be_asked_again(dossiers):
    _case, result = dossiers.to_sign()
    before = result.file_id
    asked = asked_for(dossiers, result)
    told = press(asked, BY_HAND, "reject")
    assert told["status_code"] == 4002
    assert signing.poll(asked).state == "cancelled"
    result.refresh_from_db()
    assert (result.state, result.file_id) == ("waiting", before)
    assert asked_for(dossiers, result).state == "waiting"


def test_a_false_call_back_cannot_reject_what_the_service_still_waits_for(dossiers):
    _case, result = dossiers.to_sign()
    asked = asked_for(dossiers, result)
    assert signing.hear("smartca", {"status_code": 4002, "tran_code": asked.tran_code}).state == "waiting"
    forged = [{"doc_id": result.code, "signature_value": base64.b64encode(b"x" * 256).decode()}]
    ended = signing.hear("smartca", {"tran_code": asked.tran_code, "signed_files": forged})
    result.refresh_from_db()
    assert (ended.state, result.state) == ("failed", "waiting")


def test_nobody_answers_and_a_signature_that_comes_later_is_not_used(dossiers):
    _case, result = dossiers.to_sign()
    asked = asked_for(dossiers, result)
    told = press(asked, BY_HAND, "confirm")
    Signing.objects.filter(pk=asked.pk).update(state="expired")
    asked.refresh_from_db()
    late = signing.settle(asked, signing.smartca.read(told))
    result.refresh_from_db()
    assert (late.state, result.state) == ("expired", "waiting")
    assert late.late_at is not None


def test_the_time_runs_out_even_if_the_service_is_down(dossiers, monkeypatch):
    _case, result = dossiers.to_sign()
    asked = asked_for(dossiers, result)
    monkeypatch.setenv("HAIDANG_OUTSIDE", "http://127.0.0.1:9")
    assert signing.poll(asked).state == "waiting"
    with clock.frozen(MONDAY + timedelta(minutes=6)):
        assert signing.poll(asked).state == "expired"
    with pytest.raises(NotPossible, match="không trả lời"):
        asked_for(dossiers, result)
    assert Signing.objects.count() == 1


def test_a_signature_over_another_hash_is_refused(dossiers):
    _case, result = dossiers.to_sign()
    asked = asked_for(dossiers, result, user=CONFUSED)
    press(asked, CONFUSED, "confirm")
    ended = signing.poll(asked)
    result.refresh_from_db()
    assert (ended.state, result.state) == ("failed", "waiting")
    assert "không phải của văn bản này" in ended.why


def test_a_leader_signs_several_with_one_confirmation_or_none(dossiers):
    pairs = [dossiers.to_sign() for _n in range(2)]
    asked = asked_for(dossiers, *(one for _case, one in pairs))
    told = press(asked, BY_HAND, "confirm")
    half = told | {"data": told["data"] | {"signed_files": told["data"]["signed_files"][:1]}}
    copy = Signing.objects.get(pk=asked.pk)
    assert signing.settle(copy, signing.smartca.read(half)).state == "failed"
    assert Document.objects.filter(kind="result", state="signed").count() == 0
    again = asked_for(dossiers, *(one for _case, one in pairs))
    press(again, BY_HAND, "confirm")
    assert signing.poll(again).state == "confirmed"
    assert Document.objects.filter(kind="result", state="signed").count() == 2


def test_who_may_not_sign_or_is_unknown_there_asks_for_nothing(dossiers):
    _case, result = dossiers.to_sign()
    with pytest.raises(Refused):
        signing.ask(dossiers.clerk, [result], connector="smartca", user=BY_HAND)
    with pytest.raises(Invalid, match="chứng thư"):
        asked_for(dossiers, result, user="012345678901")
    with pytest.raises(Invalid):
        asked_for(dossiers, result, user="")
    with pytest.raises(Invalid):
        signing.ask(dossiers.lead, [result], connector="none", user=BY_HAND)
    assert not Signing.objects.exists()


def test_a_citizen_signs_what_they_declare_with_their_own_telephone(dossiers):
    case = dossiers.open()
    holder = dossiers.counter.holder(case)
    document = actions.compose(actions.declaration(holder, case))
    with pytest.raises(Refused):
        signing.ask(dossiers.lead, [document], connector="smartca", user=BY_HAND)
    asked = signing.ask(holder, [document], connector="smartca", user=BY_HAND)
    assert queries.signing(holder, asked.token) == asked
    assert queries.signing(dossiers.lead, asked.token) is None
    press(asked, BY_HAND, "confirm")
    assert signing.poll(asked).state == "confirmed"
    document.refresh_from_db()
    assert document.state == "signed"
    assert document in queries.of_case(holder, case)
