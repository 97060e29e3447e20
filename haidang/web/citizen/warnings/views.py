"""The page of warnings, by place; answering the question of one; choosing where one is."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from haidang.core.directory import queries as directory
from haidang.core.incidents import everybody as told
from haidang.core.rules.reading import everybody
from haidang.kernel.action import PUBLIC, Invalid, NotPossible
from haidang.kernel.bilingual import name_of
from haidang.kernel.often import counted
from haidang.web.citizen.around import chosen_place, keep_place
from haidang.web.citizen.device import give_voice, voice_of
from haidang.web.citizen.limits import address_of
from haidang.web.citizen.report import places
from haidang.web.citizen.report.guard import DAY
from haidang.web.middleware import AskingRequest

from .showing import cards

ANSWERS_A_DAY = 500
"""Of one address, behind which there may be a quarter."""


@require_GET
def warnings(request: AskingRequest) -> HttpResponse:
    """Everything that holds: around the chosen commune first, the rest of the province after it."""
    towns = places.communes()
    asked = request.GET.get("place")
    here = next((one for one in towns if one.key == asked), None) if asked is not None else chosen_place(request)
    found, voice = told.warnings(), voice_of(request)
    near = told.around(here, found) if here else []
    facts = {
        "here": here,
        "places": [(one.key, name_of(one)) for one in towns],
        "near": cards(near, here, voice),
        "others": cards([one for one in found if one not in near], here, voice),
    }
    answer = render(request, "citizen/warnings/warnings.html", facts)
    give_voice(request, answer)
    return answer


@require_POST
def answer(request: AskingRequest, code: str) -> HttpResponse:
    """ "Is it flooded where you are?": one answer for each browser, the newest stands."""
    voice, place = voice_of(request), directory.place(PUBLIC, request.POST.get("place", ""))
    alert = everybody.public_alert(code)
    back = redirect(_back(request))
    if alert is None:
        messages.info(request, _("Cảnh báo này đã hết. Cảm ơn bạn."))
    elif not voice:
        messages.error(request, _("Trình duyệt này chặn cookie nên không ghi nhận được. Hãy bật cookie rồi bấm lại."))
    elif counted("answer", address_of(request), DAY) > ANSWERS_A_DAY:
        messages.error(request, _("Từ mạng này đã có quá nhiều lượt trong hôm nay. Hãy thử lại ngày mai."))
    elif place is None:
        messages.error(request, _("Cho biết bạn ở xã, phường nào rồi bấm lại."))
    else:
        try:
            everybody.answer(PUBLIC, alert, choice=request.POST.get("choice", ""), place=place, voice=voice)
        except Invalid as error:
            messages.error(request, error.message)
        except NotPossible as error:
            messages.info(request, str(error))
        else:
            messages.success(request, _("Đã ghi nhận. Trung tâm điều hành thấy ngay."), extra_tags="done")
    return back


def _back(request: AskingRequest) -> str:
    asked = request.POST.get("back", "")
    return asked if url_has_allowed_host_and_scheme(asked, None) else reverse("app_warnings")


@require_http_methods(["GET", "POST"])
def place(request: AskingRequest) -> HttpResponse:
    """Which commune this browser looks from: by name, or by a point that its script has asked the phone for."""
    towns = places.communes()
    if request.method != "POST":
        here = chosen_place(request)
        facts = {"places": [(one.key, name_of(one)) for one in towns], "here": here.key if here else ""}
        return render(request, "citizen/warnings/place.html", facts)
    try:
        point = places.read_point(request.POST.get("at", ""))
    except Invalid:
        point = None
    key = request.POST.get("place", "")
    chosen = directory.commune_at(point) if point else next((one for one in towns if one.key == key), None)
    if chosen is None and (key or point):
        messages.error(request, _("Không tìm thấy xã, phường này trong tỉnh. Hãy chọn trong danh sách."))
        return redirect("app_place")
    answer = redirect("app_home")
    keep_place(answer, chosen)
    return answer
