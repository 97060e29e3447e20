"""Trying again, asking the portal, taking a file in."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from haidang.core.portal import actions, queries
from haidang.core.portal.client import Failed
from haidang.kernel.action import Invalid, NotPossible
from haidang.web.desk.asking import Asks, asked, finished
from haidang.web.desk.cases.views import found
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

MOST_BYTES, MOST_ROWS = 10_000_000, 1000


class File(forms.Form):
    file = forms.FileField(label=gettext_lazy("Tệp JSON của Cổng (danh sách hồ sơ theo trường DongBoHoSoMC)"))


@require_POST
@room("portal_message.read")
def retry(request: AskingRequest, number: int) -> HttpResponse:
    one = queries.message(request.actor, number)
    if one is None:
        raise Http404(str(number))
    back = reverse("portal_dossier", args=[one.case.code])
    try:
        actions.retry(request.actor, one)
    except NotPossible as error:
        return finished(request, str(error), back, kind="warn")
    return finished(request, _("Sẽ gửi lại ngay."), back)


@require_POST
@room("portal_message.read")
def ask(request: AskingRequest, code: str) -> HttpResponse:
    case = found(request, code)
    back = request.POST.get("back") or reverse("portal_dossier", args=[code])
    back = back if back.startswith("/") and not back.startswith("//") else "/"
    try:
        copy = actions.ask(request.actor, case)
    except (Failed, NotPossible) as error:
        messages.warning(request, _("Chưa hỏi được Cổng: %(why)s") % {"why": error}, extra_tags="warn")
        return redirect(back)
    said = _("Đã cập nhật tình trạng trên Cổng.") if copy and copy.there else _("Cổng chưa có hồ sơ này.")
    messages.success(request, said, extra_tags="done")
    return redirect(back)


@require_http_methods(["GET", "POST"])
@room("portal.receive")
def import_file(request: AskingRequest) -> HttpResponse:
    """The same as the door for programs, from a file."""
    form = File(request.POST or None, request.FILES or None)
    asks = Asks(
        title=_("Nhận hồ sơ từ tệp"), submit=_("Nhận hồ sơ"), back=reverse("portal_received"), said="", icon="download"
    )

    def work(given: dict[str, Any]) -> str:
        rows = _rows(given["file"].read(MOST_BYTES + 1))
        taken = known = bad = 0
        for row in rows:
            try:
                kept, is_new = actions.receive(request.actor, row, source="file")
            except Invalid:
                bad += 1
                continue
            bad += kept.state == "bad"
            taken += kept.state == "taken" and is_new
            known += kept.state == "taken" and not is_new
        said = _("Nhận %(taken)s hồ sơ mới, %(known)s đã có, %(bad)s chưa nhận được.")
        messages.success(request, said % {"taken": taken, "known": known, "bad": bad}, extra_tags="done")
        return reverse("portal_received")

    return asked(request, form, asks, work)


def _rows(body: bytes) -> list[dict[str, Any]]:
    """The entries of a file: a list, or what is under `data`. Raises Invalid."""
    if len(body) > MOST_BYTES:
        raise Invalid("file", _("Tệp lớn hơn 10 MB; chia nhỏ."), len(body))
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        raise Invalid("file", _("Không phải tệp JSON.")) from None
    rows = read.get("data") if isinstance(read, dict) else read
    if (
        not isinstance(rows, list)
        or not rows
        or not all(isinstance(one, dict) for one in rows)
        or len(rows) > MOST_ROWS
    ):
        raise Invalid("file", _("Cần danh sách hồ sơ (data), nhiều nhất %(most)s.") % {"most": MOST_ROWS})
    return rows


@require_POST
@room("portal.receive")
def again(request: AskingRequest, number: int) -> HttpResponse:
    """Take in once more what could not be taken: the reason may be gone."""
    row = queries.received(request.actor, state="bad").filter(pk=number).first()
    if row is None:
        raise Http404(str(number))
    kept, _is_new = actions.receive(request.actor, row.body, source=row.source)
    said = (
        _("Đã nhận %(code)s.") % {"code": kept.code} if kept.state == "taken" else _("Vẫn chưa nhận được; xem lý do.")
    )
    return finished(request, said, reverse("portal_received"), kind="done" if kept.state == "taken" else "warn")
