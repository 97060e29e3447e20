"""A town whose people send reports, for tests of the app."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client

from haidang.core.cases.models import Case
from haidang.core.cases.tests.counter import SCENE, Counter, domain, procedure, words
from haidang.core.cases.tests.counter import build as build_counter
from haidang.kernel.clock import frozen, now
from haidang.web.citizen.report.stamps import new_stamp

HERE = f"{SCENE.lat}, {SCENE.lon}"
SEA = "9.2, 108.9"

FIRE = procedure(
    "fire", grade="urgent", form=[{"key": "what", "name": words("Cháy"), "questions": [
        {"key": "people", "name": words("Có người bên trong"), "type": "yes_no", "required": False, "is_public": True},
    ]}],
)  # fmt: skip
GRADES = [
    {"key": "normal", "name": words("thường")},
    {"key": "urgent", "name": words("khẩn"), "severity": 1, "is_urgent": True},
]


@dataclass
class Town:
    counter: Counter

    def stamp(self, seconds: int = 30) -> str:
        """What a form carries that was opened so long ago."""
        with frozen(now() - timedelta(seconds=seconds)):
            return new_stamp().text

    def form(self, **given: Any) -> dict[str, Any]:
        facts = {"stamp": self.stamp(), "coordinates": HERE, "text": "Rác tràn ra đường từ hôm qua"}
        return facts | given

    def send(self, client: Client, **given: Any) -> Any:
        return client.post("/app/report/", self.form(**given))

    def sent(self, client: Client, **given: Any) -> Case:
        """The case that a form opened."""
        answer = self.send(client, **given)
        assert answer.status_code == 302, answer.content.decode()
        return Case.objects.get(code=answer["Location"].split("/")[3])


def link(case: Case, *more: str) -> str:
    return "/".join(["/app/r", case.code, case.secret, *more, ""])


def build() -> Town:
    counter = build_counter()
    counter.take(domain(grades=GRADES, procedures=[procedure("rubbish"), procedure("other"), FIRE]))
    return Town(counter)
