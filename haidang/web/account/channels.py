"""By which channels one is told of what; browsers that take push messages; a trial; and what was sent lately."""

import json
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from haidang.core.notices import endpoints, outbox, queries, returns, wishes
from haidang.core.notices.channels import Channel, channels, sender_for
from haidang.core.notices.ways import push
from haidang.core.notices.wishes import Reader
from haidang.kernel.action import Invalid, NotPossible
from haidang.kernel.bilingual import shown
from haidang.web.middleware import AskingRequest

from .security import person_of
from .words import state_words

WORKER = Path(__file__).resolve().parents[1] / "static/account/worker.js"
MOST = 5_000
LATEST = 20


def open_channels() -> list[Channel]:
    return [one for one in channels().values() if one.open]


class Wanted(forms.Form):
    """A field of severities for each channel, and the quiet hours."""

    quiet_from = forms.TimeField(
        label=gettext_lazy("Yên lặng từ"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    quiet_to = forms.TimeField(
        label=gettext_lazy("đến"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def __init__(self, wanted: wishes.Wanted, data: Any = None) -> None:
        initial: dict[str, Any] = {"quiet_from": wanted.quiet_from, "quiet_to": wanted.quiet_to}
        initial |= {one.key: list(wanted.severities(one)) for one in open_channels()}
        super().__init__(data, initial=initial)
        for one in open_channels():
            self.fields[one.key] = forms.TypedMultipleChoiceField(
                label=shown(one.name), required=False, coerce=int, widget=forms.CheckboxSelectMultiple,
                choices=[(level, _("mức %(level)s") % {"level": level}) for level in one.open],
            )  # fmt: skip

    def severities(self) -> dict[str, list[int]]:
        return {one.key: self.cleaned_data[one.key] for one in open_channels()}


@require_http_methods(["GET", "POST"])
@login_required
def chosen(request: AskingRequest) -> HttpResponse:
    person = person_of(request)
    form = Wanted(wishes.wanted(person), request.POST or None)
    if request.method == "POST" and form.is_valid():
        hours = {name: form.cleaned_data[name] for name in ("quiet_from", "quiet_to")}
        try:
            wishes.wish(request.actor, Reader(person), severities=form.severities(), **hours)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("Đã lưu cách nhận tin."), extra_tags="done")
            return redirect("account_channels")
    facts = {
        "person": person,
        "form": form,
        "ways": [
            {"key": one.key, "name": shown(one.name), "field": form[one.key], "reaches": outbox.can_reach(one, person),
             "is_set": sender_for(one.key) is not None, "address": one.address,
             "failing": returns.failing(person.email) if one.address == "email" else None}
            for one in open_channels()
        ],
        "browsers": list(person.subscriptions.order_by("-made_at")),
        "push_key": push.public_key() if endpoints.is_open_anywhere() else "",
        "sent": queries.sent_to(request.actor, LATEST),
        "words": state_words(),
        "names": {one.key: shown(one.name) for one in channels().values()},
    }  # fmt: skip
    return render(request, "web/account/channels.html", facts, status=422 if form.errors else 200)


@require_POST
@login_required
def trial(request: AskingRequest, channel: str) -> HttpResponse:
    try:
        wishes.try_channel(request.actor, Reader(person_of(request)), channel)
    except (Invalid, NotPossible) as error:
        messages.error(request, str(getattr(error, "message", error)), extra_tags="error")
    else:
        messages.success(request, _("Đã xếp tin thử; xem kết quả ở dưới."), extra_tags="done")
    return redirect("account_channels")


@require_POST
@login_required
def subscribe(request: AskingRequest) -> HttpResponse:
    """The browser's subscription as its script sends it; 422 with why."""
    try:
        given = json.loads(request.body[:MOST])
        keys = given["keys"]
        facts = {"endpoint": str(given["endpoint"]), "p256dh": str(keys["p256dh"]), "auth": str(keys["auth"])}
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"why": _("Trình duyệt gửi dữ liệu không đọc được.")}, status=422)
    device = request.headers.get("User-Agent", "")
    try:
        wishes.subscribe(request.actor, Reader(person_of(request)), device=device, **facts)
    except Invalid as error:
        return JsonResponse({"why": error.message}, status=422)
    return JsonResponse({"is_on": True})


@require_POST
@login_required
def unsubscribe(request: AskingRequest, number: int) -> HttpResponse:
    wishes.unsubscribe(request.actor, Reader(person_of(request)), number)
    return redirect("account_channels")


@require_GET
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    return HttpResponse(WORKER.read_text(), content_type="text/javascript")


@csrf_exempt
@require_POST
def was_shown(request: HttpRequest, mark: str) -> HttpResponse:
    """A browser has shown a push message: it knows the mark that came sealed in it, and nothing else counts."""
    return HttpResponse(status=204 if outbox.shown(mark) else 404)
