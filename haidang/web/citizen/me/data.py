"""The rights over one's own data: who looked, a copy, the end of the account."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from haidang.core.citizens import consents, own_data, queries
from haidang.core.citizens.models import Citizen
from haidang.core.directory.models import Person
from haidang.kernel.action import Invalid, NotPossible
from haidang.web.citizen.account.entering import just_proven, signed_in
from haidang.web.middleware import AskingRequest


@require_GET
@signed_in
def looks(request: AskingRequest, person: Person) -> HttpResponse:
    """Every look at one's data: who by role and office, at what, when, why."""
    before = request.GET.get("before", "")
    if before and not before.isdecimal():
        raise Invalid("before", _("Trang này không còn; mở lại danh sách từ đầu."), before)
    page = queries.who_looked(request.actor, person, before=int(before) if before else None)
    return render(request, "citizen/me/looks.html", {"page": page, "is_first": not before})


@require_GET
@signed_in
def data(request: AskingRequest, person: Person) -> HttpResponse:
    copies = person.exports.exclude(state="gone").order_by("-asked_at")[:3]
    facts = {
        "exports": [(one, own_data.is_open(one)) for one in copies],
        "deletion": queries.deletion(person),
        "agreements": [(one, consents.text(one.text, one.version)) for one in person.agreements.order_by("-at")[:20]],
    }
    return render(request, "citizen/me/data.html", facts)


@require_POST
@signed_in
@just_proven
def ask_for_copy(request: AskingRequest, person: Person) -> HttpResponseBase:
    try:
        own_data.ask_for_copy(request.actor, Citizen(person))
    except NotPossible as error:
        messages.error(request, str(error), extra_tags="warn")
    else:
        messages.success(request, _("Đang làm bản sao; vài phút nữa tải được ở đây."), extra_tags="done")
    return redirect("app_me_data")


@require_GET
@signed_in
def copy(request: AskingRequest, person: Person, token: str) -> HttpResponseBase:
    """The ZIP, for its owner alone, for a day."""
    export = person.exports.filter(token=token).first()
    if export is None or not own_data.is_open(export):
        raise Http404(token)
    name = f"du-lieu-cua-toi-{export.asked_at:%Y%m%d}.zip"
    answer = FileResponse(own_data.path_of(export).open("rb"), as_attachment=True, filename=name)
    answer["Content-Type"] = "application/zip"
    return answer


@require_GET
@signed_in
@just_proven
def ask_to_delete(request: AskingRequest, person: Person) -> HttpResponseBase:
    """What goes, what stays and why: read before the second step."""
    facts = {"cases": person.cases.count(), "published": person.cases.filter(published_at__isnull=False).count()}
    return render(request, "citizen/me/delete.html", facts)


@require_POST
@signed_in
@just_proven
def delete(request: AskingRequest, person: Person) -> HttpResponseBase:
    if request.POST.get("sure") != "on":
        messages.error(request, _("Đánh dấu vào ô xác nhận rồi bấm lần nữa."), extra_tags="warn")
        return redirect("app_me_delete")
    own_data.ask_to_delete(request.actor, Citizen(person))
    return redirect("app_me_data")


@require_POST
@signed_in
def keep(request: AskingRequest, person: Person) -> HttpResponse:
    own_data.change_ones_mind(request.actor, Citizen(person))
    messages.success(request, _("Tài khoản được giữ lại."), extra_tags="done")
    return redirect("app_me_data")
