"""The list and map of published reports, one of them, "me too", and public files."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from haidang.core.cases import actions, queries
from haidang.core.cases.models import Case
from haidang.core.files import queries as files
from haidang.core.rules.reading.beside import beside
from haidang.core.ui import moments
from haidang.kernel.action import PUBLIC, NotPossible
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.geo import Point
from haidang.kernel.often import counted
from haidang.web.citizen.device import give_voice, voice_of
from haidang.web.citizen.files import served
from haidang.web.citizen.follow.steps import way, words_for_all
from haidang.web.citizen.limits import address_of
from haidang.web.citizen.maps import showing
from haidang.web.citizen.report.guard import DAY
from haidang.web.citizen.report.places import communes
from haidang.web.curves import rows
from haidang.web.middleware import AskingRequest

from .listing import ROUND, Wanted, card, cards, kinds, page_of, pictures_of

SUPPORTS_A_DAY = 500
"""Of one address."""


@require_GET
def reports(request: AskingRequest) -> HttpResponse:
    wanted = Wanted.of(request.GET)
    offered, places = kinds(), communes()
    rows = wanted.rows(offered, {one.key: one.path for one in places})
    page, after = page_of(rows, request.GET.get("after", ""))
    layer = {
        "id": "reports",
        "label": _("Phản ánh"),
        "icon": "message-report",
        "tiles": f"{reverse('app_reports_tile', args=[0, 0, 0]).removesuffix('0/0/0.geojson')}{{tile}}.geojson?{wanted.address}",
    }
    facts = {
        "cards": cards(page),
        "after": after,
        "wanted": wanted,
        "kinds": [(key, name_of(one)) for key, one in offered.items()],
        "places": [(one.key, name_of(one)) for one in places],
        "states": [("open", _("Đang xử lý")), ("done", _("Đã xong"))],
        "map": showing(layer),
    }
    return render(request, "citizen/public/reports.html", facts)


@require_GET
def report(request: AskingRequest, code: str) -> HttpResponse:
    answer = _page(request, _published(code))
    give_voice(request, answer)
    return answer


@require_POST
def support(request: AskingRequest, code: str) -> HttpResponse:
    """ "Me too", once for each browser; the same address may hold a whole quarter, but not a whole province."""
    case, voice = _published(code), voice_of(request)
    if not voice:
        messages.error(request, _("Trình duyệt này chặn cookie nên không ghi nhận được. Hãy bật cookie rồi bấm lại."))
    elif counted("support", address_of(request), DAY) > SUPPORTS_A_DAY:
        messages.error(request, _("Từ mạng này đã có quá nhiều lượt trong hôm nay. Hãy thử lại ngày mai."))
    else:
        try:
            actions.support(PUBLIC, case, voice=voice)
        except NotPossible as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Đã ghi nhận bạn cũng gặp việc này."), extra_tags="done")
    return redirect("app_report_public", code)


@require_GET
def public_file(request: AskingRequest, token: str) -> HttpResponseBase:
    """What was shown to everybody; it may be taken back, so nobody keeps it for long."""
    found = files.file(PUBLIC, token)
    if found is None:
        raise Http404(token)
    return served(request, PUBLIC, found, cache="public, max-age=600")


def _published(code: str) -> Case:
    found = queries.published().filter(code=code).first()
    if found is None:
        raise Http404(code)
    return found


def _page(request: AskingRequest, case: Case) -> HttpResponse:
    state = case.flow.state(case.state)
    facts: dict[str, Any] = card(case) | {
        "way": [
            {"label": one["label"], "state": one["state"], "note": moments.moment_said(one["at"]) if one["at"] else ""}
            for one in way(case, words_for_all)
        ],
        "pictures": pictures_of([case])[case.pk],
        "answer": case.answer if state.final else "",
        "office": name_of(case.office),
        "answers": _public_answers(case),
        "measured": _measured(case),
    }
    return render(request, "citizen/public/report.html", facts)


def _measured(case: Case) -> list[dict[str, object]]:
    """What was measured near it, from where everybody sees it to be."""
    asks, point = case.version.book.procedure, case.point
    if not asks.nearby or point is None:
        return []
    rounded = Point(round(point.lon, ROUND), round(point.lat, ROUND))
    return list(rows(beside(PUBLIC, rounded, case.opened_at, asks.nearby, asks.nearby_m)))


def _public_answers(case: Case) -> list[tuple[str, str]]:
    """What was answered to the questions that are everybody's."""
    questions = (one for one in case.version.book.procedure.questions() if one.is_public and one.key in case.answers)
    return [(shown(one.name), _answer(one.choices, case.answers[one.key])) for one in questions]


def _answer(choices: list[Any], given: Any) -> str:
    words = {one.key: shown(one.name) for one in choices} | {"yes": _("Có"), "no": _("Không")}
    return ", ".join(str(words.get(one, one)) for one in (given if isinstance(given, list) else [given]))
