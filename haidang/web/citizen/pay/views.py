"""Paying one bill of one's own case: a big code, the same in words to type, and the proof once the money is here."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from haidang.core.cases.models import Case
from haidang.core.payments import queries
from haidang.core.payments.models import Bill
from haidang.kernel.action import Actor
from haidang.web.citizen.follow.showing import qr
from haidang.web.citizen.follow.views import by_link
from haidang.web.middleware import AskingRequest

from . import showing


def _found(holder: Actor, case: Case, code: str) -> Bill:
    found = next((one for one in queries.bills(holder, case) if one.code == code), None)
    if found is None:
        raise Http404(code)
    return found


@require_GET
@by_link
def bill(request: AskingRequest, case: Case, holder: Actor, bill: str) -> HttpResponseBase:
    one = _found(holder, case, bill)
    here = request.build_absolute_uri(reverse("app_bill", args=[case.code, case.secret, one.code]))
    facts = showing.bill_facts(one) | {"case": case, "here": here}
    if one.state == "due":
        facts |= {"qr": qr(one.qr_text), "demo_bank": showing.demo_bank(one, here)}
    return render(request, "citizen/pay/bill.html", facts)


@require_GET
@by_link
def picture(request: AskingRequest, case: Case, holder: Actor, bill: str) -> HttpResponseBase:
    one = _found(holder, case, bill)
    if one.state != "due":
        raise Http404(bill)
    answer = HttpResponse(showing.picture(one), content_type="image/png")
    answer["Content-Disposition"] = f'attachment; filename="{one.code}.png"'
    return answer
