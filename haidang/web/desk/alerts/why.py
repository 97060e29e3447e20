"""Why an alert was raised, as a reader checks it: condition, limit with its source and trust, what to do; and the curve."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haidang.core.rules.alerts.words import length, number
from haidang.core.rules.models import Alert
from haidang.core.rules.reading import queries
from haidang.core.telemetry import lacking
from haidang.core.ui import moments
from haidang.kernel import clock, registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest import Words

TRUST = {
    "V": gettext_lazy("đã đọc trong văn bản"),
    "C": gettext_lazy("theo chương trình công khai áp dụng văn bản"),
    "S": gettext_lazy("theo nguồn thứ hai"),
    "M": gettext_lazy("theo trí nhớ, chưa đối chiếu"),
    "X": gettext_lazy("không có văn bản nào quy định"),
}
GAPS = 6  # cadences without a reading break the line


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the explanation; `mark` is a letter of trust with its meaning."""

    label: str
    value: str
    mark: str = ""
    means: str = ""


def sentence(alert: Alert) -> str:
    said = alert.why.get("sentence")
    return shown(said) if said else shown(alert.title)


def facts(alert: Alert) -> Iterator[Fact]:
    """What was compared with what, where the limit comes from, and for how long."""
    why = alert.why
    if why.get("limit") is not None:
        limit = _number(alert, why["limit"])
        name = shown(why["limit_name"]) if why.get("limit_name") else ""
        yield Fact(_("Ngưỡng"), f"{why.get('op', '')} {limit}" + (f" · {name}" if name else ""))
    if why.get("clear") is not None:
        yield Fact(_("Về bình thường ở"), _number(alert, why["clear"]))
    if why.get("for") not in (None, "", "0s"):
        yield Fact(_("Kéo dài ít nhất"), shown(length(clock.duration(why["for"]))))
    if why.get("expected"):
        yield Fact(_("So với"), str(why["expected"]))
    if why.get("source"):
        letter = why.get("trust") or ""
        yield Fact(_("Nguồn của ngưỡng"), why["source"], letter, str(TRUST.get(letter, "")))
    if why.get("valid_from"):
        yield Fact(_("Hiệu lực từ"), moments.day_said(date.fromisoformat(why["valid_from"])))
    yield from _values(alert)


def _values(alert: Alert) -> Iterator[Fact]:
    if alert.value_open is not None:
        yield Fact(_("Khi phát"), _number(alert, alert.value_open))
    if alert.value_peak is not None and alert.value_peak != alert.value_open:
        yield Fact(_("Xa nhất"), _number(alert, alert.value_peak))


def _number(alert: Alert, value: float) -> str:
    return shown(number(value, alert.decimals, alert.unit))


def parts(alert: Alert) -> list[dict[str, Any]]:
    """Every part of a combination as it stood: what it asks, whether it held, and on which things with which value."""
    return [
        {
            "name": shown(Words(**part["name"])),
            "says": shown(Words(**part["says"])),
            "at_least": part["at_least"],
            "holds": part["holds"],
            "things": [
                {
                    "name": shown(Words(**one["name"])),
                    "url": reverse("thing", args=[one["code"]]),
                    "value": shown(number(one["value"], one["decimals"], one["unit"]))
                    if one["value"] is not None
                    else "",
                    "since": datetime.fromisoformat(one["since"]),
                    "until": datetime.fromisoformat(one["until"]) if one["until"] else None,
                }
                for one in part["things"]
            ],
        }
        for part in alert.why.get("parts", [])
    ]


def series_name(alert: Alert) -> str:
    if code := alert.why.get("indicator"):
        facts = registry.indicators().indicators.get(code)
        return shown(facts.name) if facts else code
    known = registry.series(alert.domain, alert.series.key)
    return shown(known.name) if known else alert.series.key


def chart(actor: Actor, alert: Alert) -> dict[str, Any]:
    """The curve around the alert, with its limits; a thin line stands at the moment it was raised."""
    curve = queries.curve(actor, alert)
    return {
        "unit": alert.unit,
        "decimals": alert.decimals,
        "gap": alert.series.cadence_seconds * GAPS,
        "now": curve.opened_at.isoformat(),
        "series": [{"name": series_name(alert), "key": follows(alert), "points": list(map(list, curve.points))}],
        "thresholds": list(thresholds(alert)),
    } | lacking.in_chart(curve.lacking, curve.since, curve.until)


def thresholds(alert: Alert) -> Iterator[dict[str, Any]]:
    """The limit in the colour of the alert, and the value at which it is normal again."""
    limit, clear = alert.why.get("limit"), alert.why.get("clear")
    if alert.why.get("kind") != "threshold":
        return
    if limit is not None:
        yield {"value": limit, "label": _("Ngưỡng %(value)s") % {"value": _short(alert, limit)}, "sev": alert.severity}
    if clear is not None and clear != limit:
        yield {"value": clear, "label": _("Về %(value)s") % {"value": _short(alert, clear)}}


def _short(alert: Alert, value: float) -> str:
    """Whole numbers without decimals: the label stands at the edge of a chart."""
    return shown(number(value, 0 if float(value).is_integer() else alert.decimals))


def follows(alert: Alert) -> str:
    """The name under which the stream sends the series."""
    return f"{alert.thing.code}/{alert.series.key}"
