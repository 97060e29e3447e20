"""The stocks: each store's items by the days they last, its lots, and the forms to count and to take in."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from haidang.core.directory.permissions import decide, visible
from haidang.core.directory.rooms import actor_of, room
from haidang.core.things.models import Thing
from haidang.core.things.queries import things
from haidang.core.ui.offering import offer
from haidang.domains.health import jobs, queries, stocks
from haidang.domains.health.catalogue import ITEMS
from haidang.domains.health.leads import item_row
from haidang.domains.health.models import StockLot
from haidang.kernel.action import Actor, Invalid
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.jobs import later


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class LotForm(forms.Form):
    store = forms.ChoiceField(label=gettext_lazy("Kho"))
    item = forms.ChoiceField(label=gettext_lazy("Mặt hàng"))
    number = forms.CharField(label=gettext_lazy("Số lô"), max_length=40)
    quantity = forms.FloatField(label=gettext_lazy("Số lượng"), min_value=0, localize=True)
    daily_use = forms.FloatField(label=gettext_lazy("Dùng mỗi ngày"), min_value=0, localize=True)
    expires_on = forms.DateField(label=gettext_lazy("Hạn dùng"), widget=Day())

    def __init__(self, data: Any, stores: dict[str, Thing]) -> None:
        super().__init__(data)
        offer(
            self,
            store=[(code, name_of(one)) for code, one in stores.items()],
            item=[(key, shown(one.name)) for key, one in ITEMS.items()],
        )


@room("stock.read")
def page(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    found = queries.stock(actor)
    stores = [
        {
            "store": lot.store,
            "name": name_of(lot.store),
            "items": [_item(lot, one) for one in several],
            "may_count": bool(decide(actor, "stock.count", lot)),
        }
        for lot, several in found
    ]
    facts = {
        "stores": stores,
        "may_receive": bool(_own_stores(actor)),
        "is_simulated": any(lot.is_simulated for lot, _several in found),
    }
    return render(request, "health/stocks.html", facts)


def _item(lot: StockLot, one: stocks.Cover) -> dict[str, Any]:
    lost = {each.pk for each, _left in one.lost}
    row = item_row(lot, one)
    return row | {"lots": [(each, left, each.pk in lost) for each, left in zip(one.lots, one.left, strict=True)]}


def _own_stores(actor: Actor) -> dict[str, Thing]:
    """Those in which the actor may take something in."""
    found = things(actor, domain="health").filter(type=stocks.STORE)
    return {one.code: one for one in found if decide(actor, "stock.receive", one)}


@require_http_methods(["GET", "POST"])
@room("stock.read")
def receive(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    stores = _own_stores(actor)
    form = LotForm(request.POST if request.method == "POST" else None, stores)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            stocks.receive(actor, stores[said.pop("store")], said.pop("item"), said.pop("number"), **said)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            later(jobs.count_stocks)
            messages.success(request, _("Đã nhập lô."))
            return redirect("domain_page", "health", "stocks")
    facts = {
        "form": form,
        "title": _("Nhập lô thuốc, vắc xin"),
        "back": reverse("domain_page", args=["health", "stocks"]),
    }
    return render(request, "health/receive.html", facts, status=422 if form.errors else 200)


@require_POST
@room("stock.read")
def count(request: HttpRequest, number: int) -> HttpResponse:
    actor = actor_of(request)
    lot = get_object_or_404(StockLot.objects.filter(visible(actor, StockLot)), pk=number)
    field = forms.FloatField(min_value=0, localize=True)
    try:
        stocks.count(actor, lot, quantity=field.clean(request.POST.get("quantity")), why=request.POST.get("why", ""))
    except forms.ValidationError as error:
        messages.error(request, error.messages[0])
    except Invalid as error:
        messages.error(request, error.message)
    else:
        later(jobs.count_stocks)
        messages.success(request, _("Đã ghi số kiểm kê."))
    return redirect("domain_page", "health", "stocks")
