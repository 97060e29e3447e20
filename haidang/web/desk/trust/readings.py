"""Single readings: why a number says what it says; a selection of them to take away."""

from datetime import datetime, timedelta

from django.http import Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from haidang.core.telemetry import doubts, exporting, why
from haidang.core.telemetry.archive.files import Damaged
from haidang.core.telemetry.queries import Unseen
from haidang.core.things import queries as things
from haidang.kernel import clock, registry
from haidang.kernel.action import Invalid
from haidang.kernel.bilingual import shown
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from . import wording

TYPES = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}


@require_GET
@room("thing.read")
def why_this(request: AskingRequest, thing: str, series: str) -> HttpResponseBase:
    """?at= of a moment, else of the newest reading."""
    at = _moment("at", request.GET["at"]) if request.GET.get("at") else None
    problem, found = "", None
    try:
        found = why.of(request.actor, thing, series, at)
    except Unseen:
        raise Http404 from None
    except Damaged as damage:
        problem = damage.message
    owner = things.thing(request.actor, thing)
    declared = registry.series(owner.domain, series) if owner else None
    facts = {
        "why": found,
        "problem": problem,
        "thing": owner,
        "key": series,
        "name": shown(declared.name) if declared else series,
        "door": _doors().get(found.origin.door, found.origin.door or _("không rõ")) if found and found.origin else "",
        "doubted": [wording.told(one) for one in doubts.at(found.number, found.reading.at)] if found else [],
        "at": at,
    }
    return render(request, "desk/trust/why.html", facts)


def _doors() -> dict[str, str]:
    return {
        "api": _("Cổng nhận /ingest"),
        "mqtt": "MQTT",
        "file": _("Tệp của trạm"),
        "upload": _("Bảng nạp tay"),
        "pull": _("Trung tâm tự lấy"),
        "own": _("Trung tâm tự tính"),
    }


@require_GET
@room("thing.read")
def export(request: AskingRequest, code: str, form: str) -> HttpResponseBase:
    """One thing's readings, of one series or all; ?from= and ?to= as moments, else the last 30 days."""
    if things.thing(request.actor, code) is None:
        raise Http404
    end = _moment("to", request.GET["to"]) if request.GET.get("to") else clock.now()
    start = _moment("from", request.GET["from"]) if request.GET.get("from") else end - timedelta(days=30)
    series = request.GET.get("series", "")
    chosen = exporting.select(request.actor, start, end, things=[code], series=series)
    pieces = exporting.as_csv(chosen) if form == "csv" else exporting.as_parquet(chosen)
    name = f"{code}{'-' + series if series else ''}-{start:%Y%m%d}-{end:%Y%m%d}.{form}"
    answer = StreamingHttpResponse(pieces, content_type=TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _moment(field: str, text: str) -> datetime:
    try:
        moment = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        moment = None
    if moment is None:
        raise Invalid(field, _("Ghi ngày giờ dạng 2026-11-21T17:00."), text)
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.HO_CHI_MINH)
