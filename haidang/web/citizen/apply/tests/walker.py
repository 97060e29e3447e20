"""Somebody with a browser who files the procedure of the small office."""

import re
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from haidang.core.cases.models import Case
from haidang.core.forms.checking import CHECK, PAPERS
from haidang.core.forms.models import Draft
from haidang.core.forms.tests.office import FILLED, Office, a_pdf
from haidang.kernel.clock import frozen, now
from haidang.web.citizen.report.stamps import new_stamp

HOME = "/app/procedures/test/birth/apply/"
FILER = {key: FILLED[key] for key in ("filing_place", "filer", "together")}
APPLICANT = {key: FILLED[key] for key in ("name", "identity", "phone")}
CHILD = {key: FILLED[key] for key in ("child_name", "born", "married")}
DELIVERY = {"result_by": "counter"}
ANSWERS = {"filer": FILER, "applicant": APPLICANT, "child": CHILD, "delivery": DELIVERY}


def pdf(name: str = "giay.pdf", text: str = "Giấy") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, a_pdf(text), "application/pdf")


class Walker:
    def __init__(self, client: Client, office: Office) -> None:
        self.client, self.office = client, office

    def begin(self) -> Draft:
        self.client.get(HOME)
        self.client.post(HOME)
        return Draft.objects.latest("pk")

    def see(self, step: str) -> str:
        answer = self.client.get(f"{HOME}{step}/")
        assert answer.status_code == 200, (answer.status_code, answer.get("Location"))
        return answer.content.decode()

    def say(self, step: str, answers: dict[str, Any] | None = None, *, press: str = "next", **more: Any) -> Any:
        """Fill in a page as it stands and press a button; `more` are fields that are no questions."""
        seen = re.search(r'name="seen" value="(\d+)"', self.see(step))
        assert seen is not None
        fields = {f"q_{key}": value for key, value in (answers or {}).items()}
        return self.client.post(f"{HOME}{step}/", fields | {"seen": seen[1], press: "1"} | more)

    def to_check(self) -> None:
        for step, answers in ANSWERS.items():
            assert self.say(step, answers).status_code == 302, step
        assert self.say(PAPERS, part_attestation=[pdf()]).status_code == 302

    def filled(self, answers: dict[str, Any] | None = None, *, file: bool = True) -> Draft:
        """A form under way whose pages need no walking: every question answered, and its one paper there."""
        return self.office.fill(self.begin(), answers, file=file)

    def send(self, without: tuple[str, ...] = (), **more: Any) -> Any:
        page = self.see(CHECK)
        version = re.search(r'name="consent" value="(\d+)"', page)
        assert version is not None
        with frozen(now() - timedelta(seconds=30)):
            stamp = new_stamp().text
        agreed = {"agree": "1", "truth": "1", "consent": version[1], "stamp": stamp, "next": "1"}
        fields = {key: value for key, value in (agreed | more).items() if key not in without}
        return self.client.post(f"{HOME}{CHECK}/", fields)

    def case(self) -> Case:
        return Case.objects.get()
