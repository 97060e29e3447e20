"""What charts draw of an epidemic: cases as bars, what was to be expected and the threshold as lines."""

from typing import Any

from django.utils.translation import gettext as _

from haidang.kernel import clock
from haidang.kernel.bilingual import shown

from .catalogue import Disease
from .models import Signal


def course(weeks: list[Signal]) -> dict[str, Any]:
    """Config of ioc-chart."""
    return {
        "unit": _("ca bệnh"), "decimals": 0, "period": "week", "min": 0, "thresholds": [],
        "series": [
            {"name": _("Số ca"), "style": "bar", "points": [[_at(one), one.observed] for one in weeks]},
            {"name": _("Dự kiến"), "points": [[_at(one), one.expected] for one in weeks], "colour": "$data2"},
            {"name": _("Ngưỡng"), "style": "dashed", "points": [[_at(one), one.upper] for one in weeks], "colour": "$high"},
        ],
    }  # fmt: skip


def _at(one: Signal) -> str:
    return clock.start_of(one.week).isoformat()


def row(one: Signal, disease: Disease) -> dict[str, Any]:
    """One commune in a list."""
    return {
        "signal": one,
        "disease": shown(disease.name),
        "place": one.place,
        "sev": 2 if one.is_alarm else None,
        "indicator": disease.indicator,
        "simulated": one.is_simulated,
    }
