"""A small province that takes dossiers with fees, for tests of money, of the portal and of the index."""

from dataclasses import dataclass
from typing import Any

from haidang.core.cases import actions as cases
from haidang.core.cases.models import Case
from haidang.core.cases.opening import Someone
from haidang.core.cases.tests.counter import Counter, domain, move, procedure, state, words
from haidang.core.cases.tests.counter import build as build_counter
from haidang.core.payments import accounts, actions
from haidang.core.payments.fees import Item
from haidang.core.payments.models import Bill
from haidang.core.payments.transfers import Transfer
from haidang.kernel import clock
from haidang.kernel.action import Actor, system

FLOW = {
    "key": "dossier",
    "version": 1,
    "states": [
        state("registered", code="1"),
        state("received", code="2"),
        state("handed", code="4"),
        state("asked", code="5", clock="pauses"),
        state("payment", code="6", clock="pauses_for_payment"),
        state("finished", code="9"),
        state("handed_out", code="10", final=True),
        state("refused", code="3", final=True),
        state("withdrawn", code="7", final=True),
        state("stopped", code="8", final=True),
    ],
    "moves": [
        move("receive", "registered", "received", right="case.sort"),
        move("refuse", "registered", "refused", needs=["answer"]),
        move("hand", "received", "handed", right="case.sort"),
        move("ask", "handed", "asked", needs=["answer"]),
        move("supply", "asked", "handed", by_citizen=True),
        move("charge", "received handed", "payment", needs=["answer"]),
        move("paid", "payment", "handed", right="case.reply"),
        move("finish", "handed", "finished"),
        move("hand_out", "finished", "handed_out"),
        move("stop", "received handed payment asked", "stopped", needs=["answer"]),
        move("withdraw", "registered received handed payment", "withdrawn", by_citizen=True),
    ],
}
TIMERS = [
    {
        "key": "resolve", "name": words("giải quyết"), "limit": "5wd", "is_main": True, "starts": "received",
        "stops": ["finished", "refused", "withdrawn", "stopped"],
    },
]  # fmt: skip
FEES = [
    {"key": "permit", "name": words("Lệ phí cấp phép"), "amount": 150_000, "when": "supplement",
     "law": {"source": "TT thử", "trust": "M"}},
    {"key": "survey", "name": words("Phí đo đạc"), "kind": "fee", "when": "supplement"},
]  # fmt: skip
BY_CHANNEL = [
    {"key": "counter", "name": words("Nộp tại quầy"), "amount": 50_000},
    {"key": "online", "name": words("Nộp trực tuyến"), "amount": 100_000},
]
PARTS = [
    {"key": "request", "name": words("Đơn"), "original": 1},
    {"key": "drawing", "name": words("Bản vẽ"), "copies": 1},
]
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n"
    b"0000000054 00000 n \n0000000105 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n168\n%%EOF\n"
)
"""The smallest PDF that is one."""
RESULTS = [{"key": "permit", "name": words("Giấy phép"), "paper": "permit"}]


def dossier(key: str, **more: Any) -> dict[str, Any]:
    facts = {
        "kind": "dossier", "flow": "dossier", "timers": TIMERS, "fees": FEES, "parts": PARTS, "results": RESULTS, "grade": None,
        "code": "1.000001", "field": "construction",
    }  # fmt: skip
    return procedure(key, **(facts | more))


@dataclass
class Till:
    counter: Counter
    clerk: Actor
    cashier: Actor

    def case(self, key: str = "permit", **given: Any) -> Case:
        """A dossier that has been filed."""
        people = [Someone("applicant", name="Nguyễn Văn An", phone="0901234567", identity="079085001234")]
        return self.counter.open(
            key, **({"title": "Cấp phép xây dựng", "people": people, "channel": "counter"} | given)
        )

    def received(self, key: str = "permit", **given: Any) -> Case:
        return cases.move(system("test"), self.case(key, **given), "receive")

    def waiting(self, **given: Any) -> Case:
        """A dossier that waits for payment."""
        return cases.move(system("test"), self.received(**given), "charge", text="Mời nộp lệ phí")

    def bill(self, case: Case | None = None, *items: Item, **given: Any) -> Bill:
        case = case or self.waiting()
        return actions.issue(self.cashier, case, items or [Item("permit")], **({"when": "supplement"} | given))

    def paid(self, bill: Bill, amount: int | None = None, *, reference: str = "FT1", memo: str | None = None) -> Any:
        """The bank says that money has come for a bill."""
        account = accounts.by_number(bill.bank, bill.account)
        assert account is not None
        told = Transfer(
            account, reference, bill.amount if amount is None else amount, f"MB.123.{bill.memo}.CT" if memo is None else memo,
            clock.now(), "NGUYEN VAN AN 0123456789",
        )  # fmt: skip
        return actions.hear_bank(system("bank"), told)

    def fresh(self, case: Case) -> Case:
        return self.counter.fresh(case)


def build() -> Till:
    counter = build_counter()
    counter.take(
        domain(
            flows=[FLOW], reasons=[], grades=[], key="services",
            procedures=[dossier("permit"), dossier("household", fees=BY_CHANNEL, code="1.000002"),
                        dossier("free", fees=[], code="1.000003")],
        )
    )  # fmt: skip
    hd = counter.hd
    return Till(
        counter,
        clerk=hd.officer("commune_officer", hd.committee, hd.here),
        cashier=hd.officer("accountant", hd.centre, hd.province, "internal", "personal"),
    )
