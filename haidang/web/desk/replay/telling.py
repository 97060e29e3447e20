"""A replay in the words of the reader: what the player moves, the track under its slider, the log, the curves."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, floor, log10
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from haidang.core.incidents import drawings
from haidang.core.incidents.facts import phase_words, phases, unit_words
from haidang.core.incidents.models import Drawing, Incident
from haidang.core.incidents.past import Stand
from haidang.core.incidents.replaying import AlertSpan, Curve, Replay
from haidang.core.telemetry import lacking
from haidang.kernel.bilingual import name_of, shown
from haidang.web.desk.alerts import why

WIDTH = 1000  # of the track's drawing
WHOLE_IN = 60  # seconds that the middle speed takes for everything
SPEEDS = (1, 10, 60, 300, 1800)
PROGRAM = "system:"


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def as_data(replay: Replay) -> dict[str, Any]:
    """What changes, each with its moments in ms of Unix time."""
    one = replay.incident
    return {
        "start": _ms(replay.start),
        "end": _ms(replay.end),
        "opened": _ms(one.opened_at),
        "phases": [{"name": name, "from": _ms(since), "to": _ms(until)} for name, _o, since, until in _phases(replay)],
        "incident": _incident(one),
        "alerts": [_alert(span) for span in replay.alerts],
        "units": [
            {"code": way.unit.code, "name": name_of(way.unit), "stands": [_stand(stand) for stand in way.stands]}
            for way in replay.ways
        ],
        "drawings": [_drawing(one) for one in replay.drawings],
    }


def _drawing(one: Drawing) -> dict[str, Any]:
    [feature] = drawings.features([one])["features"]
    return {"from": _ms(one.drawn_at), "to": _ms(one.gone_at) if one.gone_at else None, "feature": feature}


def _incident(one: Incident) -> dict[str, Any] | None:
    if one.lon is None or one.lat is None:
        return None
    place = name_of(one.place)
    return {"id": one.code, "title": one.title, "place": place, "sev": one.severity, "lon": one.lon, "lat": one.lat}


def _alert(span: AlertSpan) -> dict[str, Any]:
    alert = span.alert
    return {
        "id": alert.code,
        "title": shown(alert.title),
        "place": name_of(alert.thing),
        "sev": alert.severity,
        "lon": alert.thing.lon,
        "lat": alert.thing.lat,
        "url": reverse("alert", args=[alert.code]),
        "linked": span.is_linked,
        "stands": [[_ms(at), state] for at, state in span.stands],
    }


def _stand(stand: Stand) -> list[Any]:
    return [_ms(stand.at), stand.lon, stand.lat, shown(unit_words(stand.state))]


def _phases(replay: Replay) -> list[tuple[str, int, datetime, datetime]]:
    """Name, order from 1, since and until of each stay in a phase that is none of the end."""
    found = []
    for stay in replay.phases:
        if not phases().is_final(stay.phase):
            order = min(phases().order(stay.phase) + 1, 4)
            found.append((shown(phase_words(stay.phase)), order, stay.started_at, stay.ended_at or replay.end))
    return found


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on the track: from `x` over `width`, of 1000."""

    x: float
    width: float
    kind: str
    title: str


def track(replay: Replay) -> dict[str, Any]:
    """Phases as greys, log and alerts as ticks, on a line of 1000."""
    whole = replay.end - replay.start

    def x(at: datetime) -> float:
        return round(WIDTH * min(max((at - replay.start) / whole, 0.0), 1.0), 2)

    return {
        "width": WIDTH,
        "phases": [
            Mark(x(since), max(x(until) - x(since), 1.0), f"phase-{order}", name)
            for name, order, since, until in _phases(replay)
        ],
        "lines": [Mark(x(line.at), 1.4, line.kind, shown(line.text)) for line in replay.log],
        "alerts": [Mark(x(span.alert.raised_at), 2.4, f"sev-{span.alert.severity}", "") for span in replay.alerts],
        "due": x(replay.incident.due_at) if replay.start <= replay.incident.due_at <= replay.end else None,
    }


def log(replay: Replay) -> list[dict[str, Any]]:
    """Oldest first; `ms` is where the player goes for a line."""
    return [
        {
            "id": line.pk,
            "at": line.at,
            "ms": _ms(line.at),
            "kind": line.kind,
            "text": shown(line.text),
            "by": _("Tự động") if line.actor.startswith(PROGRAM) else line.actor_name,
        }
        for line in replay.log
    ]


def speeds(replay: Replay) -> list[dict[str, Any]]:
    """How many seconds pass in one; chosen is what shows everything in about a minute."""
    needed = (replay.end - replay.start) / timedelta(seconds=WHOLE_IN)
    chosen = min(SPEEDS, key=lambda speed: abs(speed - needed))
    return [{"value": speed, "label": f"×{speed}", "chosen": speed == chosen} for speed in SPEEDS]


def curves(replay: Replay) -> list[dict[str, Any]]:
    return [
        {"name": f"{why.series_name(one.alert)} · {name_of(one.alert.thing)}", "chart": _chart(replay, one)}
        for one in replay.curves
    ]


def _chart(replay: Replay, curve: Curve) -> dict[str, Any]:
    """Its axes stand still while it is played."""
    alert, points = curve.alert, curve.points
    pairs = zip((points.at_us // 1000).tolist(), points.value.tolist(), strict=True)
    thresholds = list(why.thresholds(alert))
    heights = [*points.value.tolist(), *(one["value"] for one in thresholds)]
    low, high = _round_edges(min(heights, default=0.0), max(heights, default=1.0))
    return {
        "unit": alert.unit,
        "decimals": alert.decimals,
        "gap": alert.series.cadence_seconds * why.GAPS,
        "from": replay.start.isoformat(),
        "to": replay.end.isoformat(),
        "min": low,
        "max": high,
        "series": [{"name": why.series_name(alert), "points": [list(pair) for pair in pairs]}],
        "thresholds": thresholds,
    } | lacking.in_chart(points.lacking, replay.start, replay.end)


def _round_edges(low: float, high: float) -> tuple[float, float]:
    """The next round numbers around a range, for the ends of an axis; from nought where that is near.

    >>> _round_edges(12.0, 21.2)
    (12.0, 22.0)
    """
    low = 0.0 if 0 <= low < high / 2 else low
    low, high = (low, high) if high > low else (low - 1, high + 1)
    rough = (high - low) / 5
    unit = 10 ** floor(log10(rough))
    step = next(factor * unit for factor in (1, 2, 5, 10) if factor * unit >= rough)
    return round(floor(low / step) * float(step), 9), round(ceil(high * (1 + 1e-9) / step) * float(step), 9)
