"""What can be done with a case: each with a form of its own, or at once where nothing has to be asked."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from haidang.core.cases import actions, queries, undoing
from haidang.core.cases.models import Case
from haidang.core.cases.under_way import mark_of
from haidang.core.directory.models import Person
from haidang.core.directory.queries import person_of
from haidang.core.files.receiving import receive
from haidang.core.incidents.actions import open_incident
from haidang.kernel import time_limit
from haidang.kernel.action import Invalid
from haidang.kernel.bilingual import shown
from haidang.web.desk.asking import Asks, asked, finished
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest

from . import forms, showing
from .listing import ROOM
from .views import found

get_or_post = require_http_methods(["GET", "POST"])


def _page(case: Case) -> str:
    return reverse("case", args=[case.code])


def _asks(case: Case, title: str, submit: str, said: str, **more: Any) -> Asks:
    return Asks(title=title, submit=submit, back=_page(case), said=said, **more)


def _given(request: AskingRequest) -> Any:
    return request.POST if request.method == "POST" else None


@get_or_post
@room("case.read")
def move(request: AskingRequest, code: str, key: str) -> HttpResponse:
    """Take a move of its flow, with what that needs."""
    case = found(request, code)
    wanted = next((one for one in case.flow.moves if one.key == key and not one.by_citizen), None)
    if wanted is None:
        raise Http404(key)
    open_now = {one.move.key: one for one in queries.moves(request.actor, case)}
    form = forms.Take(_given(request), case=case, move=wanted)

    def work(given: dict[str, Any]) -> None:
        actions.move(
            request.actor, case, key, text=given["text"], reason=given["reason"],
            reason_key=given.get("reason_key", ""), seen=given["seen"],
        )  # fmt: skip

    standing = open_now.get(key)
    asks = _asks(
        case, shown(wanted.name), shown(wanted.name), _("Đã chuyển bước."),
        blockers=standing.blockers if standing else (), is_grave=case.flow.is_final(wanted.to) and "reason_key" in wanted.needs,
        note=_("Phần trả lời gửi đến người dân; ghi chú chỉ cán bộ đọc."),
    )  # fmt: skip
    return asked(request, form, asks, work)


def me_of(request: AskingRequest) -> Person:
    me = person_of(request.actor)
    assert me is not None  # whoever is in the room has an account
    return me


@require_POST
@room("case.read")
def take(request: AskingRequest, code: str) -> HttpResponse:
    case = found(request, code)
    actions.assign(request.actor, case, me_of(request))
    return finished(request, _("Bạn nhận xử lý."), _page(case))


@require_POST
@room("case.read")
def incident(request: AskingRequest, code: str) -> HttpResponse:
    """Open an incident from the case, which gives it what it knows."""
    opened = open_incident(request.actor, found(request, code))
    return finished(request, _("Đã mở sự cố."), opened.link, instead=opened.link)


@require_POST
@room("case.read")
def unmerge(request: AskingRequest, code: str) -> HttpResponse:
    case = undoing.unmerge(request.actor, found(request, code))
    return finished(request, _("Đã tách ra; hồ sơ đi tiếp."), _page(case))


@require_POST
@room("case.read")
def note(request: AskingRequest, code: str) -> HttpResponse:
    case = found(request, code)
    actions.note(request.actor, case, request.POST.get("text", ""))
    return finished(request, _("Đã ghi."), f"{_page(case)}#log")


@require_POST
@room("case.read")
def reply(request: AskingRequest, code: str) -> HttpResponse:
    case = found(request, code)
    actions.reply(request.actor, case, request.POST.get("text", ""))
    return finished(request, _("Đã gửi người dân."), f"{_page(case)}#log")


@require_POST
@room("case.read")
def look(request: AskingRequest, code: str) -> HttpResponse:
    """Who is in it; the look is journalled and the people can see that it happened."""
    case = found(request, code)
    people = actions.look(request.actor, case, why=request.POST.get("why", ""))
    return render(request, "desk/cases/_people.html", {"case": case, "people": people, "is_shown": True})


@get_or_post
@room("case.read")
def sort(request: AskingRequest, code: str) -> HttpResponse:
    case = found(request, code)
    need(request.actor, "case.sort", case)
    form = forms.Sort(_given(request), actor=request.actor, case=case)

    def work(given: dict[str, Any]) -> str | None:
        actions.sort(
            request.actor, case, given["procedure"], grade=given["grade"], office=given["office"], seen=given["seen"]
        )
        return None if queries.by_code(request.actor, case.code) else reverse("cases")

    return asked(request, form, _asks(case, _("Phân loại"), _("Phân loại"), _("Đã phân loại.")), work)


@get_or_post
@room("case.read")
def assign(request: AskingRequest, code: str) -> HttpResponse:
    case = found(request, code)
    need(request.actor, "case.assign", case)
    form = forms.Assign(_given(request), case=case)

    def work(given: dict[str, Any]) -> None:
        actions.assign(request.actor, case, given["officer"], seen=given["seen"])

    return asked(request, form, _asks(case, _("Giao người xử lý"), _("Giao"), _("Đã giao.")), work)


@get_or_post
@room("case.read")
def transfer(request: AskingRequest, code: str) -> HttpResponse:
    case = found(request, code)
    need(request.actor, "case.transfer", case)
    form = forms.Transfer(_given(request), actor=request.actor, initial={"seen": mark_of(case)})

    def work(given: dict[str, Any]) -> str | None:
        actions.transfer(request.actor, case, given["office"], reason=given["reason"], seen=given["seen"])
        return None if queries.by_code(request.actor, case.code) else reverse("cases")

    return asked(request, form, _asks(case, _("Chuyển cơ quan khác"), _("Chuyển"), _("Đã chuyển.")), work)


@get_or_post
@room("case.read")
def extend(request: AskingRequest, code: str) -> HttpResponse:
    case = found(request, code)
    need(request.actor, "case.extend", case)
    left = showing.extension_left(case)
    form = forms.Extend(_given(request), initial={"unit": left.unit if left else "wd"})

    def work(given: dict[str, Any]) -> None:
        actions.extend(request.actor, case, limit=f"{given['length']}{given['unit']}", reason=given["reason"])

    most = time_limit.shown(left) if left and left.length else ""
    note = _("Quy định còn cho gia hạn nhiều nhất %(most)s.") % {"most": most} if most else ""
    blockers = [_("Quy định không cho gia hạn thêm.")] if left is not None and not left.length else []
    asks = _asks(case, _("Gia hạn"), _("Gia hạn"), _("Đã gia hạn."), note=note, blockers=blockers)
    return asked(request, form, asks, work)


@get_or_post
@room("case.read")
def attach(request: AskingRequest, code: str) -> HttpResponse:
    case = found(request, code)
    need(request.actor, "case.attach", case)
    form = forms.Attach(_given(request), request.FILES or None)

    def work(given: dict[str, Any]) -> None:
        upload = given["file"]
        held = receive(upload.file, name=upload.name, data_class="internal")
        actions.attach(request.actor, case, held, role=given["role"])

    return asked(request, form, _asks(case, _("Thêm tệp"), _("Thêm"), _("Đã thêm tệp.")), work)


@get_or_post
@room("case.read")
def split(request: AskingRequest, code: str) -> HttpResponse:
    case = found(request, code)
    need(request.actor, "case.split", case)
    form = forms.Split(_given(request), actor=request.actor)

    def work(given: dict[str, Any]) -> None:
        actions.split(request.actor, case, given["office"], text=given["text"])

    return asked(request, form, _asks(case, _("Giao một phần việc"), _("Giao"), _("Đã giao một phần việc.")), work)


@get_or_post
@room("case.read")
def merge(request: AskingRequest, code: str) -> HttpResponse:
    case = found(request, code)
    need(request.actor, "case.merge", case)
    form = forms.Merge(_given(request), initial={"into": request.GET.get("into", "")})

    def work(given: dict[str, Any]) -> None:
        into = queries.by_code(request.actor, given["into"].strip())
        if into is None:
            raise Invalid("into", _("Không có mã này trong những việc bạn xem được."), given["into"])
        actions.merge(request.actor, case, into=into, reason=given["reason"])

    note = _("Hồ sơ này kết thúc và theo hồ sơ kia; người gửi được báo.")
    return asked(request, form, _asks(case, _("Gộp vào hồ sơ khác"), _("Gộp"), _("Đã gộp."), note=note), work)


@get_or_post
@room("case.read")
def publish(request: AskingRequest, code: str) -> HttpResponse:
    case = found(request, code)
    need(request.actor, "case.publish", case)
    ready = [(one.pk, one.file.name) for one in queries.papers(case) if one.file.public_state == "ready"]
    form = forms.Publish(_given(request), case=case, papers=ready)

    def work(given: dict[str, Any]) -> None:
        actions.publish(request.actor, case, title=given["title"], papers_shown=given["papers"])

    note = _("Ai cũng đọc được tiêu đề, nơi, trạng thái và câu trả lời; không có tên người gửi.")
    return asked(request, form, _asks(case, _("Công khai"), _("Công khai"), _("Đã công khai."), note=note), work)


@get_or_post
@room("case.read")
def unpublish(request: AskingRequest, code: str) -> HttpResponse:
    case = found(request, code)
    need(request.actor, "case.unpublish", case)
    form = forms.Reason(_given(request))

    def work(given: dict[str, Any]) -> None:
        actions.unpublish(request.actor, case, reason=given["reason"])

    return asked(request, form, _asks(case, _("Thôi công khai"), _("Thôi công khai"), _("Đã thôi công khai.")), work)


@require_POST
@room("case.read")
def save_view(request: AskingRequest) -> HttpResponse:
    """Keep the list as it is narrowed under a name."""
    form = forms.View(request.POST)
    if not form.is_valid():
        raise Invalid("name", _("Đặt tên cho danh sách."), request.POST.get("name"))
    actions.save_view(request.actor, me_of(request), ROOM, form.cleaned_data["name"], form.cleaned_data["query"])
    return finished(request, _("Đã lưu danh sách."), f"{reverse('cases')}?{form.cleaned_data['query']}")
