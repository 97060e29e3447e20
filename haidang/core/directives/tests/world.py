"""A department whose head gives orders to a branch under it, with a commune's committee to help."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from PIL import Image

from haidang.core.cases import sync
from haidang.core.directives import actions, facts, queries
from haidang.core.directives.models import Directive, Part
from haidang.core.directives.order import Order
from haidang.core.directory.models import Person
from haidang.core.directory.tests.small_province import SmallProvince
from haidang.core.directory.tests.small_province import build as build_province
from haidang.core.files.receiving import Held, receive
from haidang.kernel.action import Actor
from haidang.kernel.clock import HO_CHI_MINH

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=HO_CHI_MINH)


@dataclass
class World:
    hd: SmallProvince
    leader: Actor
    secretary: Actor
    branch: Actor
    commune: Actor
    stranger: Actor

    def person(self, actor: Actor) -> Person:
        return Person.objects.get(pk=actor.id)

    def order(self, **more: Any) -> Order:
        given = {
            "sentence": "Đưa PM2,5 ở khu công nghiệp về dưới 50 µg/m³", "lead": self.hd.branch,
            "due_on": date(2026, 11, 20), "beside": [self.hd.committee],
        }  # fmt: skip
        return Order(**(given | more))

    def given(self, **more: Any) -> Directive:
        return actions.give(self.leader, self.order(**more))

    def part(self, directive: Directive, actor: Actor) -> Part:
        found = queries.own_part(actor, directive)
        assert found is not None
        return found

    def fresh(self, directive: Directive) -> Directive:
        return Directive.objects.get(pk=directive.pk)


def photo() -> Held:
    body = BytesIO()
    Image.new("RGB", (40, 30), "grey").save(body, "JPEG")
    body.seek(0)
    return receive(body, name="minh-chung.jpg", data_class="internal")


def after(**length: int) -> datetime:
    return MONDAY + timedelta(**length)


def build() -> World:
    hd = build_province()
    sync.sync_procedures(facts.procedures())
    return World(
        hd,
        leader=hd.officer("leader", hd.department, hd.province),
        secretary=hd.officer("secretary", hd.department, hd.province),
        branch=hd.officer("department_officer", hd.branch, hd.province),
        commune=hd.officer("commune_officer", hd.committee, hd.here),
        stranger=hd.officer("commune_officer", hd.other_committee, hd.elsewhere),
    )
