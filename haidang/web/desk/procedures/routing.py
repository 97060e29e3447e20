"""Who gets a procedure's cases where: the province's choices, a trial, and what contradicts what."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from haidang.core.cases import queries as cases
from haidang.core.cases.facts import Book
from haidang.core.cases.models import Procedure
from haidang.core.directory.models import Office, Place
from haidang.core.directory.queries import offices, places
from haidang.core.procedures import queries, routes
from haidang.core.ui.offering import offer
from haidang.kernel import clock
from haidang.kernel.action import Actor, Invalid
from haidang.kernel.bilingual import shown
from haidang.web.desk.asking import Asks, asked
from haidang.web.desk.entrance import need, room
from haidang.web.fields import Named
from haidang.web.middleware import AskingRequest


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **more)


class Choice(forms.Form):
    place = Named(
        label=gettext_lazy("Địa bàn"),
        queryset=Place.objects.none(),
        required=False,
        empty_label=gettext_lazy("toàn tỉnh"),
    )
    office = Named(label=gettext_lazy("Cơ quan nhận"), queryset=Office.objects.none())
    why = forms.CharField(
        label=gettext_lazy("Vì sao (cán bộ và người dân đọc được)"), max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    starts = _day(gettext_lazy("Từ ngày"))
    ends = _day(gettext_lazy("Đến trước ngày"), required=False, help_text=gettext_lazy("Để trống: không thời hạn."))

    def __init__(self, *args: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, place=places(actor), office=offices(actor))


class Trial(forms.Form):
    place = Named(label=gettext_lazy("Thử với địa bàn"), queryset=Place.objects.none(), required=False)

    def __init__(self, *args: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, place=places(actor).exclude(parent=None))


def facts(request: AskingRequest, procedure: Procedure, book: Book) -> dict[str, Any]:
    """What the page of a procedure shows of its routes."""
    rows = routes.of(procedure)
    against: dict[int, list[str]] = {}
    for one in routes.conflicts(rows):
        against.setdefault(one.choice.pk, []).append(one.why)
    today = clock.today()
    return {
        "routes": [
            {
                "choice": one,
                "conflicts": against.get(one.pk, []),
                "is_past": one.valid_to is not None and one.valid_to <= today,
                "is_to_come": one.valid_from > today,
            }
            for one in rows
        ],
        "trial_form": Trial(request.GET if "place" in request.GET else None, actor=request.actor),
        "trial": _tried(request, procedure, book) if "place" in request.GET else None,
    }


def _tried(request: AskingRequest, procedure: Procedure, book: Book) -> dict[str, Any] | None:
    form = Trial(request.GET, actor=request.actor)
    if not form.is_valid() or form.cleaned_data["place"] is None:
        return None
    place = form.cleaned_data["place"]
    try:
        way = routes.tried(procedure, book.procedure.route, place)
    except Invalid as error:
        return {"place": place, "problem": error.message}
    return {"place": place, "office": way.office, "why": shown(way.why)}


def _found(domain: str, key: str) -> Procedure:
    procedure = cases.procedure(domain, key)
    if procedure is None:
        raise Http404(key)
    return procedure


def _page(procedure: Procedure) -> str:
    return reverse("procedure", args=[procedure.domain, procedure.key]) + "#routes"


@require_GET
@room("procedure.read")
def rehearse(request: AskingRequest, domain: str, key: str) -> HttpResponse:
    """Where a case of this kind at a place would go today, for htmx."""
    procedure = _found(domain, key)
    book = queries.current(procedure).book
    return render(request, "desk/procedures/_trial.html", {"trial": _tried(request, procedure, book)})


@require_http_methods(["GET", "POST"])
@room("procedure.read")
def add(request: AskingRequest, domain: str, key: str) -> HttpResponse:
    procedure = _found(domain, key)
    need(request.actor, "procedure.route", procedure)
    form = Choice(request.POST or None, actor=request.actor, initial={"starts": clock.today()})

    def work(given: dict[str, Any]) -> str:
        routes.choose(request.actor, procedure, given["office"], place=given["place"], why=given["why"],
                      starts=given["starts"], ends=given["ends"])  # fmt: skip
        return _page(procedure)

    asks = Asks(
        title=_("Đặt nơi nhận"), submit=_("Đặt"), back=_page(procedure), said=_("Đã đặt nơi nhận."), icon="route",
        note=_("Đi trước quy tắc của tệp, cho hồ sơ mới; hồ sơ đang giải quyết ở nguyên chỗ."),
    )  # fmt: skip
    return asked(request, form, asks, work)


@require_http_methods(["GET", "POST"])
@room("procedure.read")
def end(request: AskingRequest, domain: str, key: str, number: int) -> HttpResponse:
    procedure = _found(domain, key)
    need(request.actor, "procedure.unroute", procedure)
    choice = procedure.routes.filter(pk=number).first()
    if choice is None:
        raise Http404(str(number))

    def work(given: dict[str, Any]) -> str:
        routes.end(request.actor, procedure, choice)
        return _page(procedure)

    asks = Asks(
        title=_("Kết thúc quy tắc nơi nhận"), submit=_("Kết thúc hôm nay"), back=_page(procedure), is_grave=True,
        said=_("Đã kết thúc quy tắc."), note=_("Hồ sơ mới lại theo quy tắc của tệp."),
    )  # fmt: skip
    return asked(request, forms.Form(request.POST if request.method == "POST" else None), asks, work)
