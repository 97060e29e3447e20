"""What one wishes to be told and how, the places one follows, the warnings there, and push messages of this browser."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from haidang.core.citizens import gateways, queries, wishes
from haidang.core.citizens.models import Citizen
from haidang.core.directory import queries as directory
from haidang.core.directory.models import Person
from haidang.core.incidents.everybody import around, warnings
from haidang.core.notices import endpoints
from haidang.core.notices.ways import push
from haidang.kernel.action import PUBLIC, Invalid
from haidang.kernel.bilingual import name_of
from haidang.web.citizen.account.entering import signed_in
from haidang.web.middleware import AskingRequest

COMMUNES = ("ward", "commune", "township", "special_zone")
MOST = 5_000


class Wanted(forms.Form):
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("Báo cho tôi về"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[
            ("cases", gettext_lazy("Phản ánh và hồ sơ của tôi")),
            ("warnings", gettext_lazy("Cảnh báo của trung tâm ở nơi tôi theo dõi")),
            ("measured", gettext_lazy("Số đo đáng lo ở nơi tôi theo dõi: ngập, mưa, không khí")),
            ("payments", gettext_lazy("Khoản cần thanh toán")),
        ],
    )  # fmt: skip
    ways = forms.MultipleChoiceField(
        label=gettext_lazy("Bằng cách"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[
            ("push", gettext_lazy("Thông báo đẩy trên máy đã bật")),
            ("sms", gettext_lazy("Tin nhắn SMS")),
            ("mail", gettext_lazy("Thư điện tử")),
        ],
    )  # fmt: skip
    quiet_from = forms.TimeField(
        label=gettext_lazy("Yên lặng từ"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    quiet_to = forms.TimeField(
        label=gettext_lazy("đến"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )


class Follow(forms.Form):
    place = forms.ChoiceField(label=gettext_lazy("Xã, phường"))
    name = forms.CharField(label=gettext_lazy("Gọi là"), required=False, max_length=60)
    is_home = forms.BooleanField(label=gettext_lazy("Đây là nơi tôi ở"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.communes = {one.key: one for one in directory.places(PUBLIC) if one.kind in COMMUNES}
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "–"), *((key, name_of(one)) for key, one in self.communes.items())]


@require_http_methods(["GET", "POST"])
@signed_in
def settings(request: AskingRequest, person: Person) -> HttpResponse:
    now = wishes.wanted(person)
    initial = {"topics": now.topics, "ways": now.ways, "quiet_from": now.quiet_from, "quiet_to": now.quiet_to}
    form = Wanted(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            wishes.wish(request.actor, Citizen(person), **form.cleaned_data)
        except Invalid as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("Đã lưu cách báo tin."), extra_tags="done")
            return redirect("app_me_wishes")
    facts = {
        "form": form,
        "browsers": list(person.subscriptions.order_by("-made_at")),
        "push_key": push.public_key() if endpoints.is_open_anywhere() else "",
        "lacks": _lacks(person, form),
    }
    return render(request, "citizen/me/wishes.html", facts, status=422 if form.errors else 200)


def _lacks(person: Person, form: Wanted) -> list[str]:
    """Chosen ways that cannot carry anything yet, and what to do about each."""
    chosen, found = form["ways"].value() or [], []
    if "sms" in chosen and not (person.phone and gateways.has("phone")):
        found.append(_("Chưa có số điện thoại nhận tin: thêm ở mục Tài khoản."))
    if "mail" in chosen and not (person.email and gateways.has("mail")):
        found.append(_("Chưa có địa chỉ thư nhận tin: thêm ở mục Tài khoản."))
    return found


@require_POST
@signed_in
def subscribe(request: AskingRequest, person: Person) -> HttpResponse:
    """The browser's subscription as its script sends it; 422 with why."""
    try:
        given = json.loads(request.body[:MOST])
        keys = given["keys"]
        facts = {"endpoint": str(given["endpoint"]), "p256dh": str(keys["p256dh"]), "auth": str(keys["auth"])}
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"why": _("Trình duyệt gửi dữ liệu không đọc được.")}, status=422)
    try:
        wishes.subscribe(request.actor, Citizen(person), device=request.headers.get("User-Agent", ""), **facts)
    except Invalid as error:
        return JsonResponse({"why": error.message}, status=422)
    return JsonResponse({"is_on": True})


@require_POST
@signed_in
def unsubscribe(request: AskingRequest, person: Person, number: int) -> HttpResponse:
    wishes.unsubscribe(request.actor, Citizen(person), number=number)
    return redirect("app_me_wishes")


@require_http_methods(["GET", "POST"])
@signed_in
def places(request: AskingRequest, person: Person) -> HttpResponse:
    form = Follow(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            wishes.follow(
                request.actor,
                Citizen(person),
                form.communes[given["place"]],
                name=given["name"],
                is_home=given["is_home"],
            )
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            return redirect("app_me_places")
    held = warnings()
    followed = [(one, around(one.place, held)) for one in queries.places_of(person)]
    return render(
        request, "citizen/me/places.html", {"form": form, "followed": followed}, status=422 if form.errors else 200
    )


@require_POST
@signed_in
def unfollow(request: AskingRequest, person: Person, number: int) -> HttpResponse:
    wishes.unfollow(request.actor, Citizen(person), number)
    return redirect("app_me_places")
