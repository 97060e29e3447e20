"""A service centre of a ward, the department that decides, and dossiers between them."""

from dataclasses import dataclass

from haidang.core.cases import actions
from haidang.core.cases.models import Case
from haidang.core.cases.tests import counter as small
from haidang.core.cases.tests.counter import Counter, domain, move, procedure, state, words
from haidang.core.directory.models import Office
from haidang.kernel.action import Actor
from haidang.kernel.manifest import Domain

FLOW = {
    "key": "plain",
    "version": 1,
    "states": [
        state("registered", code="1"),
        state("received", code="2"),
        state("handed", code="4"),
        state("appraising", code="4"),
        state("asked", code="5", clock="pauses"),
        state("finished", code="9"),
        state("handed_out", code="10", final=True),
        state("stopped", code="8", final=True),
    ],
    "moves": [
        move("receive", "registered", "received", right="case.sort"),
        move("hand", "received", "handed", right="case.sort"),
        move("give_back", "handed appraising", "received", reason=True),
        move("appraise", "handed", "appraising"),
        move("ask", "handed appraising", "asked", needs=["answer", "first_request"]),
        move("supply", "asked", "handed", by_citizen=True),
        move("sign", "handed appraising", "finished"),
        move("hand_out", "finished", "handed_out", right="case.reply"),
        move("stop", "handed", "stopped"),
    ],
}
TIMERS = [{"key": "resolve", "name": words("giải quyết"), "limit": "5wd", "is_main": True, "starts": "received",
           "stops": ["finished", "stopped"]}]  # fmt: skip
PARTS = [
    {"key": "form", "name": words("Tờ khai"), "original": 1},
    {"key": "photo", "name": words("Ảnh"), "copies": 2},
    {"key": "leave", "name": words("Đơn thêm"), "original": 1, "when": {"question": "more", "is": ["yes"]}},
    {"key": "other", "name": words("Giấy khác"), "required": False},
]
FORM = [{"key": "one", "name": words("Một"), "questions": [{"key": "more", "name": words("Thêm"), "type": "yes_no"}]}]
ROUTE = [
    {"office_kind": "centre", "why": words("nơi nộp tiếp nhận")},
    {"office": "SNNMT", "why": words("sở giải quyết")},
]


@dataclass
class Hall:
    counter: Counter
    window: Office
    department: Office
    reception: Actor
    officer: Actor
    stranger: Actor

    def dossier(self, *, accepted: bool = True, **given) -> Case:
        facts = {"title": "Cấp giấy", "by": self.reception, "office": self.window, "channel": "counter"}
        case = self.counter.open("permit", **(facts | given))
        return actions.move(self.reception, case, "receive") if accepted else case

    def fresh(self, case: Case) -> Case:
        return Case.objects.select_related("office", "place", "version", "procedure").get(pk=case.pk)


def flows() -> dict[str, Domain]:
    return {"test": domain(flows=[FLOW], procedures=[], reasons=[])}


def build() -> Hall:
    counter = small.build()
    facts = domain(
        flows=[FLOW],
        procedures=[procedure("permit", kind="dossier", timers=TIMERS, parts=PARTS, form=FORM, route=ROUTE)],
        reasons=[],
    )
    counter.take(facts)
    hd = counter.hd
    window = Office.objects.create(
        code="hcc-26506", kind="centre", name_vi="Trung tâm HCC phường", name_en="Service centre", folded="hcc",
        sort_key="hcc", place=hd.here, parent=hd.committee, agencies=[{"code": "H99.101", "from": None, "to": None}],
    )  # fmt: skip
    return Hall(
        counter,
        window,
        hd.department,
        reception=hd.officer("reception", window, hd.here, "internal", "personal"),
        officer=hd.officer("department_officer", hd.department, hd.province, "internal", "personal"),
        stranger=hd.officer("commune_officer", hd.other_committee, hd.elsewhere),
    )
