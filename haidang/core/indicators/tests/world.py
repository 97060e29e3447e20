"""A small province with indicators of an invented field: three communes, two departments, one of them the owner."""

import tomllib
from datetime import date, datetime
from typing import Any

from haidang.core.directory.models import Office, Place
from haidang.core.indicators import actions, sync
from haidang.core.indicators.actions import Entry, Receipt
from haidang.core.indicators.bringing.taking import Given
from haidang.core.indicators.models import Indicator
from haidang.kernel import clock, manifest, strict
from haidang.kernel.action import Actor, system
from haidang.kernel.manifest import Domain

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=clock.HO_CHI_MINH)
WHO = system("test")

FIELD = """
key = "farm"
name = { vi = "Nông trại", en = "Farm" }
short = { vi = "Nông", en = "Farm" }
icon = "leaf"
order = 999
about = { vi = "Thử.", en = "A test." }
"""
SAID = {
    "definition": {"vi": "Để thử.", "en": "For a test."}, "period": "month", "over_time": "sum", "due": "5d",
    "office_kind": "department", "pillar": "economy", "trust": "M", "source_text": "thử", "source": "typed",
}  # fmt: skip


def domain(*indicators: dict[str, Any], key: str = "farm", **more: Any) -> Domain:
    """A domain with these indicators; each says only what differs from SAID."""
    said = tomllib.loads(FIELD) | {"key": key} | more
    said["indicators"] = [
        SAID | {"name": {"vi": one["key"], "en": one["key"]}, "unit": "tấn"} | one for one in indicators
    ]
    made = strict.convert(said, Domain, __file__)
    for where, value, remedy in manifest.contradictions(made):
        raise strict.ManifestError(__file__, where, value, remedy)
    return made


class Province:
    def __init__(self) -> None:
        self.top = self.place("HD", "province", None, "HD/")
        self.communes = [self.place(f"X{n}", "commune", self.top, f"HD/X{n}/", area_km2=10 * n) for n in (1, 2, 3)]
        self.owner = self.office("so-nnmt", ["farm"])
        self.other = self.office("so-khac", [])

    def place(self, key: str, kind: str, parent: Place | None, path: str, **more: Any) -> Place:
        more.setdefault("valid_from", date(2025, 7, 1))
        return Place.objects.create(
            key=key, code=key, kind=kind, name_vi=key, name_en=key, folded=key.lower(), sort_key=key, parent=parent,
            path=path, **more,
        )  # fmt: skip

    def office(self, code: str, fields: list[str], place: Place | None = None) -> Office:
        return Office.objects.create(
            code=code, kind="department", name_vi=code, name_en=code, folded=code, sort_key=code, fields=fields,
            place=place or self.top,
        )  # fmt: skip

    def declare(self, *indicators: dict[str, Any], **more: Any) -> None:
        sync.sync_domains([domain(*indicators, **more)], "demo")

    def one(self, key: str) -> Indicator:
        return Indicator.objects.get(code=f"farm.{key}")

    def give(self, *rows: tuple[Any, ...], who: Actor = WHO, office: Office | None = None, **more: Any) -> Receipt:
        """Rows are (key of the indicator, key of the place, period, value[, note])."""
        given = [Given(f"farm.{key}", place, period, value, *note) for key, place, period, value, *note in rows]
        return actions.take(who, Entry(office), given, **more)

    def compute(self) -> None:
        actions.compute_marked(WHO)
