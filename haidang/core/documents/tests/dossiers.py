"""A small province with a procedure of the whole way, and a queue whose work is done when a test says so."""

import pickle
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest

from haidang.core.cases import actions as cases
from haidang.core.cases.models import Case
from haidang.core.cases.opening import Someone
from haidang.core.cases.tests.counter import MONDAY, Counter, domain, move, procedure, state, words
from haidang.core.cases.tests.counter import build as build_counter
from haidang.core.directory.models import Person
from haidang.core.documents import checking, jobs, under_way
from haidang.core.documents.aloud import SIGNS
from haidang.core.documents.crafts import workshop
from haidang.core.documents.models import Document
from haidang.core.files.store import store
from haidang.kernel.action import Actor

__all__ = ["MONDAY", "Dossiers", "build", "pdf", "text"]

FLOW = {
    "key": "dossier",
    "version": 1,
    "states": [
        state("registered", code="1"),
        state("received", code="2"),
        state("asked", code="5", clock="pauses"),
        state("payment", code="6", clock="pauses_for_payment"),
        state("to_sign", code="4"),
        state("finished", code="9"),
        state("handed_out", code="10", final=True),
        state("refused", code="3", final=True),
    ],
    "moves": [
        move("receive", "registered", "received"),
        move("ask", "received", "asked", needs=["answer"]),
        move("supply", "asked", "received", by_citizen=True),
        move("charge", "received", "payment", needs=["answer"]),
        move("paid", "payment", "received"),
        move("propose", "received", "to_sign"),
        move("send_back", "to_sign", "received", reason=True, right="case.sign"),
        move("sign", "to_sign", "finished", right="case.sign", needs=["result"]),
        move("hand_out", "finished", "handed_out"),
        move("refuse", "registered received", "refused", needs=["answer", "reason_key"]),
    ],
}
TIMERS = [
    {
        "key": "resolve", "name": words("giải quyết"), "limit": "10wd", "is_main": True, "starts": "received",
        "stops": ["finished", "refused"],
    },
]  # fmt: skip
FORM = [
    {
        "key": "who", "name": words("Người nộp"),
        "questions": [
            {"key": "name", "name": words("Họ tên"), "prefill": "name"},
            {"key": "identity", "name": words("Số định danh"), "prefill": "identity", "type": "identity"},
        ],
    },
    {
        "key": "boat", "name": words("Con tàu"),
        "questions": [
            {"key": "length", "name": words("Chiều dài"), "type": "number", "unit": "m"},
            {"key": "port", "name": words("Bến"), "type": "choice", "choices": [{"key": "bd", "name": words("Bến Đá")}]},
        ],
    },
]  # fmt: skip
LICENCE = procedure(
    "licence", kind="dossier", flow="dossier", grade=None, code="1.004359", timers=TIMERS, form=FORM,
    name=words("Cấp giấy phép khai thác thủy sản"),
    parts=[{"key": "request", "name": words("Đơn đề nghị")}],
    fees=[{"key": "licence", "name": words("Lệ phí cấp phép"), "amount": 40000}],
    results=[{"key": "licence", "name": words("Giấy phép khai thác thủy sản"), "paper": "licence", "valid_for": "5 năm"}],
)  # fmt: skip
REASONS = [
    {"key": "not_ours", "name": words("không thuộc thẩm quyền"), "moves": ["refuse"]},
    {"key": "our_delay", "name": words("Chậm do cơ quan giải quyết"), "moves": ["extend"]},
]


@dataclass
class Dossiers:
    """The rows by the names that tests use."""

    counter: Counter
    clerk: Actor
    lead: Actor
    outsider: Actor
    queue: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def open(self, *, owner: Person | None = None, **given: Any) -> Case:
        who = Someone("applicant", name="Nguyễn Thị Ân", phone="0903123456", address="12 Trần Phú", person=owner)
        facts = {"title": "Giấy phép tàu", "channel": "counter", "people": [who], "point": None}
        answers = {"name": "Nguyễn Thị Ân", "identity": "079085001234", "length": 12.5, "port": "bd"}
        return self.counter.open("licence", by=self.clerk, **(facts | {"answers": answers} | given))

    def move(self, case: Case, key: str, by: Actor | None = None, **given: Any) -> Case:
        return cases.move(by or self.clerk, self.counter.fresh(case), key, **given)

    def received(self, **given: Any) -> Case:
        return self.move(self.open(**given), "receive")

    def to_sign(self, **given: Any) -> tuple[Case, Document]:
        """A dossier whose result waits for the leader."""
        case = self.move(self.received(**given), "propose")
        self.work("result")
        return case, self.document(case, "result")

    def work(self, *kinds: str) -> None:
        """Do what lies in the queue for the worker: all, or for these kinds of documents alone."""
        waiting, self.queue[:] = list(self.queue), []
        for name, arguments in waiting:
            if name.endswith("jobs.compose") and self._is_wanted(arguments["document"], kinds):
                jobs.compose(**arguments)

    def _is_wanted(self, document: int, kinds: tuple[str, ...]) -> bool:
        return not kinds or Document.objects.filter(pk=document, kind__in=kinds).exists()

    def document(self, case: Case, kind: str) -> Document:
        return case.documents.select_related("file").filter(kind=kind).latest("pk")

    def person(self, name: str) -> Person:
        return self.counter.hd.person(name)


ANSWERS: dict[bytes, Any] = {}
"""What the workshops have answered in this run, by what they were asked."""


def say_the_same_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same document in another test is the same to the byte, and what was set, signed or examined once is not again."""
    drawn = count(1)
    monkeypatch.setattr(under_way, "new_check_code", lambda: checking.as_code(f"K7MQ2PR9{_in_signs(next(drawn))}"))
    for one in (workshop.press, workshop.gate):
        monkeypatch.setattr(one, "ask", _remembering(one.ask))


def _in_signs(number: int) -> str:
    return "".join(SIGNS[number // len(SIGNS) ** at % len(SIGNS)] for at in (3, 2, 1, 0))


def _remembering(ask: Callable[..., Any]) -> Callable[..., Any]:
    def answered(task: str, *given: Any, seconds: float) -> Any:
        key = pickle.dumps((task, given))
        if key not in ANSWERS:
            ANSWERS[key] = ask(task, *given, seconds=seconds)
        return deepcopy(ANSWERS[key])

    return answered


def pdf(document: Document) -> bytes:
    document.refresh_from_db()
    with store().open(document.file.sha256) as content:
        return content.read()


def text(document: Document) -> str:
    return " ".join(workshop.gate.ask("pictures:words", pdf(document), seconds=60).split())


def build() -> Dossiers:
    counter = build_counter()
    hd = counter.hd
    counter.take(domain(flows=[FLOW], procedures=[LICENCE], reasons=REASONS))
    classes = ("public", "internal", "personal")
    return Dossiers(
        counter,
        clerk=hd.officer("commune_officer", hd.committee, hd.here, *classes),
        lead=hd.officer("team_lead", hd.committee, hd.here, *classes),
        outsider=hd.officer("team_lead", hd.other_committee, hd.elsewhere, *classes),
    )
