"""The picture of a camera, the parts of pages that show some, and the form that says how one is fetched."""

from typing import Any

import msgspec
from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from haidang.core.stills import actions, queries
from haidang.core.stills.models import Still as Row
from haidang.core.things import queries as things
from haidang.core.things.models import Thing
from haidang.kernel import still
from haidang.kernel.action import Invalid
from haidang.kernel.geo import Point
from haidang.web.desk.entrance import need, room
from haidang.web.fields import Sealed
from haidang.web.middleware import AskingRequest

from . import cameras

LONGEST_OF = 60


def _found(request: AskingRequest, code: str) -> Thing:
    thing = things.thing(request.actor, code)
    if thing is None:
        raise Http404(code)
    return thing


@require_GET
@never_cache
@room("still.read")
def picture(request: AskingRequest, code: str) -> HttpResponseBase:
    """The newest picture, a JPEG drawn by us."""
    thing = _found(request, code)
    try:
        body = queries.open_picture(request.actor, thing, why=request.GET.get("of", "")[:LONGEST_OF])
    except FileNotFoundError:
        raise Http404(code) from None
    answer = FileResponse(body, content_type="image/jpeg")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_GET
@room("still.read")
def around(request: AskingRequest) -> HttpResponse:
    """The cameras near `at` ("lon lat"), or of the thing `thing`, as a page's part that renews itself."""
    of = request.GET.get("of", "")[:LONGEST_OF]
    if code := request.GET.get("thing", ""):
        one = cameras.of_thing(request.actor, _found(request, code))
        found = [one] if one else []
    else:
        found = cameras.near(request.actor, _point(request.GET.get("at", "")), of=of)
    template = "wall/_cameras.html" if request.GET.get("on") == "wall" else "desk/things/_stills.html"
    return render(request, template, {"cameras": found, "near_m": cameras.NEAR_M})


def _point(text: str) -> Point:
    try:
        lon, lat = (float(part) for part in text.split())
        return Point(lon, lat)
    except ValueError:
        raise Http404(text) from None


class Form(forms.Form):
    address = forms.CharField(
        label=gettext_lazy("Địa chỉ ảnh JPEG"), max_length=1000, widget=forms.TextInput(attrs={"inputmode": "url"}),
        help_text=gettext_lazy("Địa chỉ mà camera hoặc đầu ghi trả một ảnh tĩnh; máy trong mạng nội bộ phải được cho phép trước."),
    )  # fmt: skip
    proof = forms.ChoiceField(label=gettext_lazy("Xưng danh"), choices=[
        ("none", gettext_lazy("Không cần")), ("basic", gettext_lazy("Tên và mật khẩu")),
        ("bearer", gettext_lazy("Khóa (Bearer)")), ("header", gettext_lazy("Khóa trong tiêu đề riêng")),
    ])  # fmt: skip
    user = forms.CharField(label=gettext_lazy("Tên đăng nhập ở đó"), max_length=100, required=False)
    header = forms.CharField(label=gettext_lazy("Tên tiêu đề"), max_length=60, required=False)
    new_secret = Sealed(label=gettext_lazy("Mật khẩu hoặc khóa"), max_length=1000)
    every = forms.CharField(label=gettext_lazy("Lấy hình mới mỗi"), max_length=6, initial="15s")
    timeout = forms.CharField(label=gettext_lazy("Chờ lâu nhất"), max_length=6, initial="4s")
    data_class = forms.ChoiceField(label=gettext_lazy("Loại dữ liệu"), choices=[
        ("internal", gettext_lazy("nội bộ (không nhận ra người)")),
        ("personal", gettext_lazy("cá nhân (mỗi lần xem được ghi)")),
    ])  # fmt: skip
    on = forms.BooleanField(label=gettext_lazy("Lấy hình khi có người cần xem"), required=False, initial=True)

    def read(self, before: still.Still | None) -> still.Still:
        """The facts that were typed; what has no field stays as it was. Raises msgspec.ValidationError."""
        typed = {key: value for key, value in self.cleaned_data.items() if key != "new_secret"}
        base = msgspec.to_builtins(before) if before else {}
        return msgspec.convert(base | typed, still.Still)


@require_http_methods(["GET", "POST"])
@room("still.read")
def set_up(request: AskingRequest, code: str) -> HttpResponse:
    thing = _found(request, code)
    need(request.actor, "still.change", thing)
    row = queries.of_thing(request.actor, thing)
    form = Form(request.POST or None, initial=_start(row))
    if request.method == "POST" and form.is_valid():
        try:
            facts = form.read(row.says if row else None)
            actions.set_up(request.actor, thing=thing, facts=facts, secret=form.cleaned_data["new_secret"] or None)
            messages.success(request, _("Đã lưu. Hình đầu tiên đến sau vài giây."), extra_tags="done")
            return redirect("thing", code=code)
        except Invalid as error:
            form.add_error({"secret": "new_secret"}.get(error.field, error.field), error.message)
        except msgspec.ValidationError as error:
            form.add_error(None, str(error))
    facts_of_page = {"form": form, "thing": thing, "row": row}
    return render(request, "desk/things/still.html", facts_of_page, status=422 if form.errors else 200)


def _start(row: Row | None) -> dict[str, Any] | None:
    return msgspec.to_builtins(row.says) if row else None
