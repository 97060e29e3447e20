"""The room of a lodging in the app, entered by its key or its owner's account: guests by form, scan or file; tonight's list.

Works without a script. A photo of a document is read and thrown away; nothing of it is kept but what the form then says.
"""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from haidang.core.citizens.queries import citizen_of
from haidang.core.directory.rooms import actor_of
from haidang.domains.tourism import actions, queries, workbook
from haidang.domains.tourism.models import Host, Night, Stay
from haidang.domains.tourism.rules_of_stay import FACTS, night_of
from haidang.domains.tourism.scanning import reading
from haidang.domains.tourism.scanning.document import Document, Unreadable
from haidang.domains.tourism.workbook import BadCells
from haidang.kernel import clock
from haidang.kernel.action import Invalid
from haidang.kernel.often import counted

from .forms import CloseForm, EntryForm, GuestForm

HELD = "lodging"
TRIES, SPAN = 10, timedelta(minutes=10)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WHY = {
    "picture": gettext_lazy("Tệp không phải ảnh, hoặc quá lớn."),
    "nothing": gettext_lazy(
        "Không thấy dòng mã máy đọc (MRZ) hay mã QR. Chụp thẳng, đủ sáng, sát hai dòng chữ ở chân trang."
    ),
    "check": gettext_lazy("Đọc được nhưng số kiểm tra không khớp: chụp lại rõ hơn, hoặc nhập tay."),
    "shape": gettext_lazy("Mã này không phải của căn cước hay hộ chiếu."),
}


def host_of(request: HttpRequest) -> Host | None:
    """The lodging that came in here, while its right stands."""
    number, given_at = request.session.get(HELD) or (0, "")
    found = Host.objects.filter(pk=number, revoked_at=None).select_related("lodging__place", "lodging__office").first()
    return (
        found if found and found.given_at.isoformat() == given_at else None
    )  # a fresh key ends what the old one opened


def _let_in(request: HttpRequest, host: Host) -> HttpResponse:
    request.session.cycle_key()
    request.session[HELD] = [host.pk, host.given_at.isoformat()]
    return redirect("tourism_sheet")


@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """By code and key; tries are counted by lodging and never tell which of both was wrong."""
    if host_of(request):
        return redirect("tourism_sheet")
    mine = queries.hosts_of(actor_of(request))
    if request.method == "POST" and "own" in request.POST:
        host = next((one for one in mine if one.lodging.code == request.POST["own"]), None)
        return _let_in(request, host) if host else redirect("tourism_enter")
    form = EntryForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        code, key = form.cleaned_data["code"].strip().upper(), form.cleaned_data["key"]
        if counted("lodging-key", code, SPAN) > TRIES:
            form.add_error(None, _("Thử quá nhiều lần. Đợi mười phút rồi thử lại."))
        else:
            host = Host.objects.filter(lodging__code=code, key_hash=actions.hash_of(key), revoked_at=None).first()
            if host:
                return _let_in(request, host)
            form.add_error(None, _("Mã cơ sở hoặc khóa không đúng."))
    return render(request, "tourism/enter.html", {"form": form, "mine": mine}, status=422 if form.errors else 200)


@require_POST
def tie(request: HttpRequest) -> HttpResponse:
    """Whoever came in with the key and is signed in may come in by the account from now on; or no longer."""
    host, person = host_of(request), citizen_of(actor_of(request))
    if host is None:
        return redirect("tourism_enter")
    if person is None:
        return redirect("app_signin")
    own = host.person_id != person.pk
    actions.tie(actions.actor_of(host), host, person=person if own else None)
    messages.success(
        request, _("Từ nay vào bằng tài khoản của bạn.") if own else _("Tài khoản không còn vào được cơ sở này.")
    )
    return redirect("tourism_sheet")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    request.session.pop(HELD, None)
    return redirect("tourism_enter")


@never_cache
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest) -> HttpResponse:
    """Tonight's guests, and the form for one more."""
    host = host_of(request)
    if host is None:
        return redirect("tourism_enter")
    form = GuestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.declare(actions.actor_of(host), host, [form.guest()], how=_how(request))
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _said(made))
            return redirect("tourism_sheet")
    return _shown(request, host, form)


def _how(request: HttpRequest) -> str:
    return "scan" if request.POST.get("how") == "scan" else "form"


def _said(made: list[Stay]) -> str:
    if not made:
        return _("Khách này đã khai đêm nay rồi; không ghi thêm.")
    late = sum(not one.is_in_time for one in made)
    if late:
        return _("Đã nhận %(n)s khách, %(late)s khách khai quá hạn.") % {"n": len(made), "late": late}
    return _("Đã nhận %(n)s khách, đúng hạn.") % {"n": len(made)}


def _shown(request: HttpRequest, host: Host, form: GuestForm, *, how: str = "form", **more: Any) -> HttpResponse:
    night = night_of(clock.now())
    stays = list(queries.own_stays(host, night))
    counted_night = Night.objects.filter(lodging=host.lodging, night=night).first()
    facts = {
        "host": host,
        "lodging": host.lodging,
        "form": form,
        "how": how,
        "night": night,
        "stays": stays,
        "count": sum(one.voided_at is None for one in stays),
        "closed": counted_night if counted_night and counted_night.is_closed else None,
        "close_form": CloseForm(initial={"rooms_used": counted_night.rooms_used if counted_night else None}),
        "citizen": citizen_of(actor_of(request)),
        "evening": FACTS.evening,
        "foreign_hours": FACTS.foreign_hours,
        "kept_months": FACTS.kept_months,
    } | more
    return render(request, "tourism/sheet.html", facts, status=422 if form.errors or more.get("said") else 200)


@never_cache
@require_POST
def scan(request: HttpRequest) -> HttpResponse:
    """Read a photo of a document into the form; the person checks it before it is sent."""
    host = host_of(request)
    if host is None:
        return redirect("tourism_enter")
    given = request.FILES.get("photo")
    try:
        found = reading.read(given.read(reading.MOST_BYTES + 1) if given else b"")
    except Unreadable as error:
        return _shown(request, host, GuestForm(), said=WHY.get(error.code, _("Không đọc được giấy tờ này: nhập tay.")))
    return _shown(request, host, GuestForm(initial=_filled(found)), how="scan", scanned=True)


def _filled(one: Document) -> dict[str, Any]:
    return {
        "name": one.name, "kind": one.kind, "number": one.number, "nationality": one.nationality, "born": one.born,
        "gender": one.gender, "address": one.address, "nights": 1, "reason": "travel",
    }  # fmt: skip


@never_cache
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """A filled workbook: all its guests, or none and every bad cell named."""
    host = host_of(request)
    if host is None:
        return redirect("tourism_enter")
    given = request.FILES.get("file")
    bad: list[tuple[str, str]] = []
    said = ""
    try:
        guests = workbook.guests(given.read(workbook.MOST_BYTES + 1) if given else b"")
        made = actions.declare(actions.actor_of(host), host, guests, how="file")
    except BadCells as error:
        bad, said = error.cells, _("Tệp có ô sai, chưa nhận khách nào:")
    except Invalid as error:
        row, _dot, name = error.field.partition(".")
        said = f"{_('Dòng')} {row}: {error.message}" if row.isdecimal() and name else error.message
    else:
        messages.success(request, _said(made))
        return redirect("tourism_sheet")
    return _shown(
        request,
        host,
        GuestForm(),
        said=said,
        bad=bad[: workbook.MOST_SHOWN],
        more_bad=max(len(bad) - workbook.MOST_SHOWN, 0),
    )


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(workbook.template(), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="khai-bao-luu-tru.xlsx"'
    return answer


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    host = host_of(request)
    if host is None:
        return redirect("tourism_enter")
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _shown(request, host, GuestForm(), said=_("Ghi số phòng có khách, 0 nếu không có."))
    try:
        actions.close_night(
            actions.actor_of(host), host, night_of(clock.now()), rooms_used=form.cleaned_data["rooms_used"]
        )
    except Invalid as error:
        return _shown(request, host, GuestForm(), said=error.message)
    messages.success(request, _("Đã chốt đêm nay."))
    return redirect("tourism_sheet")


@require_POST
def void(request: HttpRequest, number: int) -> HttpResponse:
    host = host_of(request)
    if host is None:
        return redirect("tourism_enter")
    stay = get_object_or_404(Stay, pk=number, lodging=host.lodging)
    actions.void(actions.actor_of(host), host, stay, why=request.POST.get("why", "") or _("khai nhầm"))
    messages.success(request, _("Đã rút lượt khách."))
    return redirect("tourism_sheet")
