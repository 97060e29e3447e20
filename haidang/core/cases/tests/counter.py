"""A small province that takes reports and dossiers, for tests of cases."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec

from haidang.core.audit.models import Event
from haidang.core.cases import actions, sync
from haidang.core.cases.models import Case, Procedure
from haidang.core.directory.tests.small_province import SmallProvince
from haidang.core.directory.tests.small_province import build as build_province
from haidang.kernel.action import PUBLIC, Actor
from haidang.kernel.clock import HO_CHI_MINH
from haidang.kernel.geo import Point
from haidang.kernel.manifest import Domain

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=HO_CHI_MINH)
SCENE = Point(107.08, 10.35)


def after(**length: int) -> datetime:
    return MONDAY + timedelta(**length)


def words(text: str) -> dict[str, str]:
    return {"vi": text, "en": f"{text} (en)"}


def state(key: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "name": words(key), **more}


def move(key: str, start: str, to: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "name": words(key), "from": start.split(), "to": to, **more}


FLOW = {
    "key": "plain",
    "version": 1,
    "states": [
        state("new"),
        state("asked", clock="pauses"),
        state("handling", public=words("đang làm")),
        state("done", final=True),
        state("refused", final=True),
    ],
    "moves": [
        move("take", "new", "handling", right="case.sort"),
        move("ask", "new handling", "asked", needs=["answer"]),
        move("finish", "handling", "done", needs=["answer", "parts_closed"]),
        move("refuse", "new", "refused", needs=["reason_key"]),
        move("supply", "asked", "handling", by_citizen=True),
        move("reopen", "done", "handling", by_citizen=True, reason=True),
    ],
}
TIMERS = [
    {"key": "accept", "name": words("tiếp nhận"), "limit": "8wh", "starts": "new", "stops": ["handling", "refused"]},
    {
        "key": "handle", "name": words("xử lý"), "limit": "5wd", "by_grade": {"urgent": "4wh"}, "is_main": True,
        "starts": "handling", "stops": ["done", "refused"],
    },
]  # fmt: skip


def procedure(key: str, **more: Any) -> dict[str, Any]:
    facts = {
        "key": key, "kind": "report", "name": words(key), "flow": "plain", "about": words(key), "timers": TIMERS,
        "route": [{"office_kind": "commune_committee", "why": words("xã nhận việc của mình")}], "grade": "normal",
    }  # fmt: skip
    return facts | more


def domain(**more: Any) -> Domain:
    facts = {
        "key": "test", "name": words("Thử"), "short": words("Thử"), "icon": "message-report", "order": 1, "about": words("thử"),
        "flows": [FLOW],
        "grades": [{"key": "normal", "name": words("thường")}, {"key": "urgent", "name": words("khẩn"), "severity": 1, "is_urgent": True}],
        "reasons": [{"key": "false", "name": words("không có thật"), "moves": ["refuse"]}],
        "procedures": [procedure("rubbish"), procedure("drain", route=[{"office": "SNNMT", "why": words("sở lo cống")}])],
    }  # fmt: skip
    return msgspec.convert(facts | more, Domain)


@dataclass
class Counter:
    """The rows by the names that tests use."""

    hd: SmallProvince
    centre: Actor
    clerk: Actor
    other_clerk: Actor
    seen: int = field(default=0)

    def take(self, one: Domain) -> None:
        sync.sync_procedures([(one, facts) for facts in one.procedures])

    def procedure(self, key: str = "rubbish") -> Procedure:
        return Procedure.objects.get(key=key)

    def open(self, key: str = "rubbish", *, by: Actor = PUBLIC, **given: Any) -> Case:
        facts = {"title": "Rác tràn ra đường", "place": self.hd.here, "point": SCENE}
        return actions.open_case(by, self.procedure(key), **(facts | given))

    def fresh(self, case: Case) -> Case:
        return Case.objects.get(pk=case.pk)

    def holder(self, case: Case) -> Actor:
        return Actor("public", case.code, "Người gửi")

    def events(self) -> list[Event]:
        """The events since this was last asked."""
        rows = list(Event.objects.filter(seq__gt=self.seen).order_by("seq"))
        self.seen = rows[-1].seq if rows else self.seen
        return rows


def build() -> Counter:
    hd = build_province()
    counter = Counter(
        hd,
        centre=hd.officer("duty_officer", hd.centre, hd.province, "internal", "personal"),
        clerk=hd.officer("commune_officer", hd.committee, hd.here),
        other_clerk=hd.officer("commune_officer", hd.other_committee, hd.elsewhere),
    )
    counter.take(domain())
    return counter
