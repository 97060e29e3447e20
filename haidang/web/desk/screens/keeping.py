"""Forms of those who keep screens: add one, let a machine in, retire it; scenes for events."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from haidang.core.walls import actions, queries
from haidang.core.walls.models import EventScene
from haidang.kernel.action import Invalid
from haidang.kernel.geo import is_on_earth
from haidang.kernel.manifest import Words
from haidang.web.desk.asking import Asks, asked, sent
from haidang.web.desk.entrance import acting, need, room
from haidang.web.middleware import AskingRequest

from . import forms
from .views import found

CLOSE = 11.0


@require_http_methods(["GET", "POST"])
@room("wall.read")
def add(request: AskingRequest) -> HttpResponse:
    need(request.actor, "wall.add")
    asks = Asks(
        _("Thêm màn hình"), _("Thêm"), reverse("screens"), _("Đã thêm màn hình."), icon="device-tv",
        note=_("Màn hình có tài khoản riêng, chỉ xem, không có mật khẩu: nó vào bằng mã hiện trên màn hình."),
    )  # fmt: skip

    def work(given: dict[str, Any]) -> str:
        return reverse("screen", args=[actions.add(request.actor, **given).code])

    return asked(request, forms.Add(request.actor, sent(request)), asks, work)


@acting("wall.read", found, "wall.join")
def join(request: AskingRequest, screen: Any) -> HttpResponse:
    asks = Asks(
        _("Nối máy bằng mã"), _("Cho vào"), reverse("screen", args=[screen.code]), _("Đã nhận máy. Màn hình sẽ tự vào."),
        icon="plug-connected", note=_("Máy đang nối với màn hình này, nếu có, sẽ bị thoát."),
    )  # fmt: skip
    return asked(
        request, forms.Join(sent(request)), asks, lambda given: actions.join(request.actor, screen, given["code"])
    )


@acting("wall.read", found, "wall.retire")
def retire(request: AskingRequest, screen: Any) -> HttpResponse:
    asks = Asks(
        _("Thôi dùng màn hình %(name)s") % {"name": screen.name}, _("Thôi dùng"), reverse("screens"),
        _("Màn hình đã thôi dùng, tài khoản của nó đã khóa."), is_grave=True, icon="plug-connected-x",
    )  # fmt: skip

    def work(given: dict[str, Any]) -> str:
        actions.retire(request.actor, screen, why=given["why"])
        return reverse("screens")

    return asked(request, forms.Why(sent(request)), asks, work)


@require_http_methods(["GET", "POST"])
@room("wall.read")
def new_scene(request: AskingRequest) -> HttpResponse:
    need(request.actor, "wall.make_scene")
    return _scene_form(request, None)


def _made(request: AskingRequest, key: str) -> EventScene:
    made = queries.made_scene(request.actor, key)
    if made is None:
        raise Http404(key)
    return made


@acting("wall.read", _made, "wall.make_scene")
def change_scene(request: AskingRequest, made: Any) -> HttpResponse:
    return _scene_form(request, made)


@acting("wall.read", _made, "wall.drop_scene")
def drop_scene(request: AskingRequest, made: Any) -> HttpResponse:
    asks = Asks(
        _("Bỏ cảnh %(name)s") % {"name": made.name_vi}, _("Bỏ"), reverse("screens"), _("Đã bỏ cảnh."), is_grave=True,
        note=_("Màn hình nào có cảnh này trong danh sách sẽ phát tiếp không có nó."), icon="trash",
    )  # fmt: skip
    from django import forms as plain

    return asked(request, plain.Form(sent(request)), asks, lambda _given: actions.drop_scene(request.actor, made))


def _scene_form(request: AskingRequest, made: EventScene | None) -> HttpResponse:
    title = _("Sửa cảnh sự kiện") if made else _("Tạo cảnh sự kiện")
    asks = Asks(title, _("Lưu"), reverse("screens"), _("Đã lưu cảnh."), icon="presentation")

    def work(given: dict[str, Any]) -> None:
        actions.make_scene(
            request.actor,
            key=made.key if made else given["key"],
            name=Words(vi=given["name_vi"], en=given["name_en"] or given["name_vi"]),
            place=given["place"],
            fields=given["fields_shown"],
            view=_view(given),
        )

    return asked(request, forms.MakeScene(request.actor, sent(request), made), asks, work)


def _view(given: dict[str, Any]) -> tuple[float, float, float] | None:
    """(lon, lat, zoom) of "lat,lon,zoom", else the middle of a place below the province. Raises Invalid."""
    place = given["place"]
    if not given["map"]:
        return (place.lon, place.lat, CLOSE) if place.parent_id and place.lon is not None else None
    try:
        lat, lon, zoom = (float(part) for part in given["map"].split(","))
    except ValueError:
        raise Invalid("map", _("Ghi như 10.39,107.11,13."), given["map"]) from None
    if not is_on_earth(lon, lat) or not 0 <= zoom <= 22:
        raise Invalid("map", _("Vĩ độ từ -90 đến 90, kinh độ từ -180 đến 180, mức phóng từ 0 đến 22."), given["map"])
    return lon, lat, zoom
