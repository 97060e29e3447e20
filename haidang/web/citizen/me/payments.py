"""What is to be paid and what was, over all of one's cases."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from haidang.core.cases import queries as cases
from haidang.core.directory.models import Person
from haidang.core.payments import queries
from haidang.kernel.action import system
from haidang.web.citizen.account.entering import signed_in
from haidang.web.citizen.pay.showing import bill_facts
from haidang.web.middleware import AskingRequest

READER = system("app")
MOST = 100


@require_GET
@signed_in
def payments(request: AskingRequest, person: Person) -> HttpResponse:
    mine = cases.mine(request.actor, limit=MOST)
    bills = [one for case in mine if case.kind != "report" for one in queries.bills(READER, case)]
    rows = [
        bill_facts(one)
        | {"url": reverse("app_bill", args=[one.case.code, one.case.secret, one.code]), "case": one.case}
        for one in bills
        if one.state != "cancelled"
    ]
    facts = {
        "due": [one for one in rows if one["bill"].state == "due"],
        "paid": [one for one in rows if one["bill"].state == "paid"],
    }
    return render(request, "citizen/me/payments.html", facts)
