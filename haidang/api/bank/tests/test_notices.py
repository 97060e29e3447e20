"""What banks may say at the door, and what is refused: bad proof, old proof, other accounts, nonsense."""

import base64
from datetime import timedelta

import msgspec
import pytest
from django.test import Client

from haidang.core.payments.models import Incoming
from haidang.core.sharing.signing import headers
from haidang.kernel import clock, home


def secret(name):
    """The secret of a connector as signatures are made with it."""
    return "whsec_" + base64.b64encode(home.secret(name).encode()).decode()


def say(bill, *, key="bank", proof=None, at=None, message="msg_1", kind="transfer.received", **changed):
    data = {
        "reference": "FT1", "bank": bill.bank, "account": bill.account, "amount": bill.amount, "memo": bill.memo,
        "at": clock.now(),
    }  # fmt: skip
    body = msgspec.json.encode({"type": kind, "data": data | changed})
    return post(body, key=key, proof=proof, at=at, message=message)


def post(body, *, key="bank", proof=None, at=None, message="msg_1"):
    sent = headers([proof or secret("bank-webhook")], message, at or clock.now(), body)
    kind = sent.pop("content-type")
    return Client().post(f"/api/bank/{key}/", body, content_type=kind, headers=sent)


def test_a_proven_notice_pays_the_bill_once_however_often_it_is_said(till):
    bill = till.bill()
    assert say(bill).json() == {"taken": True, "new": True, "finding": "paid"}
    assert say(bill).json()["new"] is False
    assert say(bill, message="msg_2").json()["new"] is False
    bill.refresh_from_db()
    assert (bill.state, till.fresh(bill.case).state) == ("paid", "handed")


def test_what_is_not_proven_is_refused_and_changes_nothing(till):
    bill = till.bill()
    old, ahead = clock.now() - timedelta(minutes=6), clock.now() + timedelta(minutes=6)
    assert say(bill, proof=secret("bank-webhook-vungtau")).status_code == 401
    assert say(bill, at=old).status_code == 401
    assert say(bill, at=ahead).status_code == 401
    assert Client().post("/api/bank/bank/", b"{}", content_type="application/json").status_code == 401
    assert Client().get("/api/bank/bank/").status_code == 405
    assert say(bill, key="nobody").status_code == 404
    assert not Incoming.objects.exists()


def test_a_notice_that_was_changed_on_its_way_is_refused(till):
    bill = till.bill()
    body = msgspec.json.encode({"type": "transfer.received", "data": {}})
    sent = headers([secret("bank-webhook")], "msg_1", clock.now(), body)
    sent.pop("content-type")
    other = body.replace(b"received", b"returned")
    assert Client().post("/api/bank/bank/", other, content_type="application/json", headers=sent).status_code == 401
    assert bill.state == "due"


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"amount": 0}, "amount"), ({"amount": -5}, "amount"), ({"reference": ""}, "reference"), ({"account": "9"}, "account"),
     ({"reference": "x" * 65}, "reference"), ({"memo": "a\0b"}, "memo")],
)  # fmt: skip
def test_a_value_that_cannot_be_is_named(till, changed, field):
    answer = say(till.bill(), **changed)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_nonsense_is_refused_in_words(till):
    till.bill()
    for body, status in ((b"{", 400), (b"[]", 422), (b'{"type": 1}', 422), (b"x" * 20_001, 413)):
        assert post(body).status_code == status


def test_other_kinds_of_notice_are_answered_and_left(till):
    assert say(till.bill(), kind="account.closed").json() == {"taken": False}
