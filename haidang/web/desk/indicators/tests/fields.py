"""A desk whose department answers for a few indicators of an invented field, with figures of a year."""

from typing import Any

from haidang.core.directory.models import Office
from haidang.core.indicators import actions, sync
from haidang.core.indicators.actions import Entry
from haidang.core.indicators.bringing.taking import Given
from haidang.core.indicators.tests.world import WHO, domain
from haidang.web.desk.tests.staffed import Desk

PLAN = {"key": "kh2026", "name": {"vi": "Kế hoạch 2026", "en": "Plan 2026"}, "number": "12/KH-UBND", "valid_from": "2026-01-01",
        "trust": "S", "source": "văn bản"}  # fmt: skip
OVER = {"key": "kh2020", "name": {"vi": "Kế hoạch cũ", "en": "Old plan"}, "valid_from": "2020-01-01", "valid_to": "2020-12-31",
        "trust": "S", "source": "văn bản"}  # fmt: skip
BANDS = [
    {"key": "usual", "name": {"vi": "Bình thường", "en": "Usual"}, "below": 90},
    {"key": "full", "name": {"vi": "Quá tải", "en": "Too full"}, "severity": 2, "from": 90},
]
RICE = {
    "key": "rice",
    "name": {"vi": "Sản lượng lúa", "en": "Rice"},
    "level": "commune",
    "over_places": "sum",
    "direction": "up",
}
LAND = {
    "key": "land",
    "name": {"vi": "Diện tích lúa", "en": "Land"},
    "unit": "ha",
    "level": "commune",
    "over_places": "sum",
}
YIELD = {"key": "yield", "name": {"vi": "Năng suất lúa", "en": "Yield"}, "unit": "tấn/ha", "decimals": 2, "over_time": "last",
         "level": "commune", "over_places": "none", "source": "formula", "formula": "rice / land"}  # fmt: skip
LOAD = {"key": "load", "name": {"vi": "Công suất kho", "en": "Store load"}, "unit": "%", "over_time": "last"}


def declared(desk: Desk, *more: dict[str, Any]) -> None:
    Office.objects.filter(pk=desk.hd.department.pk).update(fields=["farm"])
    aims = [
        {"indicator": "rice", "plan": "kh2026", "period": "2026", "value": 900, "trust": "S", "source": "văn bản"},
        {"indicator": "rice", "plan": "kh2020", "period": "2020", "value": 100, "trust": "S", "source": "văn bản"},
    ]
    facts = [RICE, LAND, YIELD, LOAD | {"bands": BANDS}]
    sync.sync_domains([domain(*facts, *more, plans=[PLAN, OVER], targets=aims)], "demo")


def given(*rows: tuple[str, str, str, float], is_simulated: bool = False) -> None:
    figures = [Given(f"farm.{key}", place, period, value, "thử") for key, place, period, value in rows]
    actions.take(WHO, Entry(None), figures, label="Báo cáo tháng", source_text="Sở gửi", is_simulated=is_simulated)
    actions.compute_marked(WHO)


def harvested(desk: Desk) -> None:
    """Ten months of two communes, and a store that is too full."""
    declared(desk)
    rows = [
        (key, place, f"2026-{month:02d}", value)
        for month in range(1, 11)
        for key, place, value in (
            ("rice", "26506", 40.0),
            ("rice", "26560", 20.0),
            ("land", "26506", 10.0),
            ("land", "26560", 4.0),
        )
    ]
    given(*rows)
    given(("load", "", "2026-10", 95.0), is_simulated=True)
