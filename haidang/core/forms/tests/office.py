"""A counter that takes one procedure with every kind of question, for tests of forms."""

import io
from dataclasses import dataclass
from typing import Any

from haidang.core.cases.models import Case, Procedure
from haidang.core.cases.tests.counter import Counter, domain, procedure, words
from haidang.core.cases.tests.counter import build as build_counter
from haidang.core.citizens import consents
from haidang.core.files.receiving import receive
from haidang.core.forms import actions, queries
from haidang.core.forms.models import Draft
from haidang.kernel.action import PUBLIC

IDENTITY = "079085001234"


def question(key: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "name": words(key), **more}


def when(key: str, *answers: str) -> dict[str, Any]:
    return {"question": key, "is": list(answers)}


BY = [{"key": "post", "name": words("bưu chính")}, {"key": "counter", "name": words("quầy")}]
FORM = [
    {"key": "applicant", "name": words("Người có hồ sơ"), "questions": [
        question("name", prefill="name"),
        question("identity", type="identity", prefill="identity"),
        question("phone", type="phone", prefill="phone"),
        question("email", type="email", required=False, prefill="email"),
    ]},
    {"key": "child", "name": words("Trẻ"), "questions": [
        question("child_name"),
        question("born", type="date"),
        question("married", type="yes_no"),
        question("certificate", when=when("married", "yes")),
        question("weight", type="number", required=False, min=0, max=10, unit="kg"),
    ]},
    {"key": "marriage", "name": words("Kết hôn"), "questions": [
        question("place_of_marriage", when=when("married", "yes")),
        question("needs", type="many", required=False, when=when("certificate", "lost"),
                 choices=[{"key": "copy", "name": words("bản sao")}, {"key": "extract", "name": words("trích lục")}]),
    ]},
    {"key": "delivery", "name": words("Nhận kết quả"), "questions": [
        question("result_by", type="choice", choices=BY),
        question("post_address", type="lines", when=when("result_by", "post")),
    ]},
]  # fmt: skip
PARTS = [
    {"key": "attestation", "name": words("Giấy chứng sinh"), "original": 1},
    {"key": "wedding", "name": words("Giấy kết hôn"), "copies": 1, "when": when("married", "yes"), "paper": "marriage_certificate"},
    {"key": "photo", "name": words("Ảnh"), "required": False},
]  # fmt: skip
FILLED = {
    "filing_place": "26506", "filer": "self", "together": "no", "name": "Nguyễn Thị Hương", "identity": IDENTITY,
    "phone": "0901234567", "child_name": "Nguyễn An", "born": "2026-11-01", "married": "no", "result_by": "counter",
}  # fmt: skip


def facts(**more: Any) -> dict[str, Any]:
    about = {
        "kind": "dossier", "audience": "people", "channels": ["online", "counter"], "form": FORM, "parts": PARTS, "icon": "users",
        "fees": [{"key": "fee", "name": words("Lệ phí"), "amount": 8000, "when": "receipt"}],
    }  # fmt: skip
    return procedure("birth", **(about | more))


@dataclass
class Office:
    counter: Counter

    @property
    def procedure(self) -> Procedure:
        return self.counter.procedure("birth")

    def publish(self, **more: Any) -> None:
        """The procedure as it is from now on."""
        self.counter.take(domain(procedures=[facts(**more)]))

    def begin(self, **given: Any) -> Draft:
        return actions.begin(PUBLIC, self.procedure, **given)

    def fill(self, draft: Draft, answers: dict[str, Any] | None = None, *, file: bool = True) -> Draft:
        who = queries.holder(draft, PUBLIC)
        draft = actions.save_draft(who, draft, step="child", answers=FILLED | (answers or {}))
        if file:
            actions.attach(who, draft, a_file(), part="attestation")
        return self.fresh(draft)

    def submit(self, draft: Draft, **given: Any) -> Case:
        version = consents.text("dossier").version
        return actions.submit(queries.holder(draft, PUBLIC), draft, **({"agreed": version} | given))

    def fresh(self, draft: Draft) -> Draft:
        found = queries.by_token(draft.token)
        assert found is not None
        return found


def a_file(name: str = "giay.pdf", text: str = "Giấy"):
    return receive(io.BytesIO(a_pdf(text)), name=name, data_class="personal")


def a_pdf(text: str = "Giấy") -> bytes:
    import pikepdf

    with pikepdf.new() as document:
        document.add_blank_page(page_size=(200, 200))
        document.docinfo["/Title"] = text
        buffer = io.BytesIO()
        document.save(buffer, deterministic_id=True)
    return buffer.getvalue()


def build() -> Office:
    office = Office(build_counter())
    office.publish()
    return office
