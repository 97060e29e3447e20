"""A citizen pays at the simulated bank: real servers on both sides, the notice before the way back."""

import httpx
import pytest

from haidang.core.cases.models import Case
from haidang.core.payments.models import Bill, Incoming
from haidang.kernel.outgoing import trusted

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_is_paid_before_the_bank_leads_back_and_said_twice_or_late_it_stays_one(outside, live_server, monkeypatch):
    from haidang.core.payments.tests.till import build

    monkeypatch.setenv("HAIDANG_URL", live_server.url)
    till = build()
    bill, late = till.bill(), till.bill(till.waiting())
    case = bill.case
    back = f"{live_server.url}/app/r/{case.code}/{case.secret}/pay/{bill.code}/"
    with httpx.Client(verify=trusted(), trust_env=False, timeout=20, follow_redirects=True) as phone:
        assert bill.memo in phone.get(f"{outside}/bank/pay", params={"qr": bill.qr_text, "back": back}).text
        arrived = phone.post(f"{outside}/bank/pay", data={"qr": bill.qr_text, "back": back, "amount": "150000"})
        assert "Đã nhận tiền" in arrived.text
        assert Case.objects.get(pk=case.pk).state == "handed"
        assert phone.post(f"{outside}/bank/pay", data={"qr": "no code"}).status_code == 422

        told = phone.post(f"{outside}/bank/transfers", json={"qr": late.qr_text, "notify": "later"}).json()
        assert Bill.objects.get(pk=late.pk).state == "due"
        assert phone.post(f"{outside}/bank/notices").json() == [200]
        assert Bill.objects.get(pk=late.pk).state == "paid"
        twice = phone.post(f"{outside}/bank/transfers", json={"qr": late.qr_text, "notify": "twice"}).json()
        assert twice["notices"] == [200, 200]
        assert told["reference"] in phone.get(f"{outside}/bank/statement.csv", params={"account": late.account}).text
    assert sorted(one.finding for one in Incoming.objects.all()) == ["paid", "paid", "twice"]
