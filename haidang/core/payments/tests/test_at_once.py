"""Two at once, with real connections: the same notice twice, two payments for one bill, cash against a transfer."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from haidang.core.payments import actions
from haidang.core.payments.models import Incoming
from haidang.kernel.action import NotPossible

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def till(transactional_db, outside):
    from .till import build

    return build()


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each answered, or what it raised; all begin together."""
    start = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=10)
            return work()
        except NotPossible as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_one_notice_two_payments_and_cash_at_the_same_moment(till):
    bill = till.bill()
    same = at_once(*[lambda: till.paid(bill, reference="FT1")] * 4)
    assert sorted(is_new for _money, is_new in same) == [False, False, False, True]
    assert till.fresh(bill.case).state == "handed"

    second = till.bill(till.waiting())
    found = at_once(*[lambda at=at: till.paid(second, reference=f"FT2{at}") for at in range(3)])
    assert sorted(money.finding for money, _new in found) == ["paid", "twice", "twice"]

    third = till.bill(till.waiting())
    cash, bank = at_once(
        lambda: actions.take_cash(till.cashier, third, amount=150_000), lambda: till.paid(third, reference="FT3")
    )
    third.refresh_from_db()
    if isinstance(cash, NotPossible):
        assert (third.paid_by, bank[0].finding) == ("bank", "paid")
    else:
        assert (third.paid_by, bank[0].finding) == ("cash", "twice")
    assert Incoming.objects.count() == 5
    assert till.fresh(third.case).state == "handed"
