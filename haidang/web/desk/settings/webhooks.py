"""Webhooks: addresses told of events; what has been delivered to each, what has not, and what was given up."""

import json
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from haidang.core.directory.permissions import decide
from haidang.core.sharing import actions, queries
from haidang.core.sharing.models import Delivery, Webhook
from haidang.kernel import clock, keyset
from haidang.kernel.action import Actor, Invalid, NotPossible
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

_FAULTS = {
    "getaddrinfo": gettext_lazy("Không tìm thấy tên máy"),
    "Name or service": gettext_lazy("Không tìm thấy tên máy"),
    "gaierror": gettext_lazy("Không tìm thấy tên máy"),
    "CERTIFICATE": gettext_lazy("Chứng thư của nơi nhận không hợp lệ"),
    "Timeout": gettext_lazy("Nơi nhận không trả lời kịp"),
    "ConnectError": gettext_lazy("Không kết nối được nơi nhận"),
    "refused": gettext_lazy("Không kết nối được nơi nhận"),
    "may not be called": gettext_lazy("Địa chỉ không được phép gọi"),
    "secret cannot be opened": gettext_lazy("Bí mật ký không mở được ở máy này: đổi bí mật"),
}
"""What stands in the details of a failed call (core/sharing/deliveries.py), the first that fits."""
STATES = ("waiting", "sent", "dead", "discarded")
PAGE = 50


class New(forms.Form):
    url = forms.CharField(label=gettext_lazy("Địa chỉ"), max_length=500, widget=forms.URLInput())
    name = forms.CharField(label=gettext_lazy("Tên"), required=False, max_length=80)
    events = forms.CharField(
        label=gettext_lazy("Sự kiện"),
        initial="alert.*, incident.*",
        help_text=gettext_lazy("Cách nhau bằng dấu phẩy: incident.open, alert.*, hoặc * cho tất cả."),
    )

    def clean_events(self) -> list[str]:
        return [one.strip() for one in self.cleaned_data["events"].split(",")]


@require_GET
@room("webhook.read")
def listed(request: AskingRequest) -> HttpResponse:
    facts = {"rows": queries.webhooks(request.actor), "may_create": decide(request.actor, "webhook.create")}
    return render(request, "desk/settings/webhooks.html", facts)


@require_http_methods(["GET", "POST"])
@never_cache
@room("webhook.create")
def create(request: AskingRequest) -> HttpResponse:
    """The secret that signs deliveries is shown on the answer, never again."""
    form = New(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            hook = actions.create_webhook(request.actor, **form.cleaned_data)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            return render(request, "desk/settings/webhook_made.html", {"hook": hook})
    return render(request, "desk/settings/webhook_new.html", {"form": form}, status=422 if form.errors else 200)


def _found(request: AskingRequest, number: int) -> Webhook:
    hook = queries.webhook(request.actor, number)
    if hook is None:
        raise Http404(str(number))
    return hook


@require_GET
@room("webhook.read")
def one(request: AskingRequest, number: int) -> HttpResponse:
    hook = _found(request, number)
    state = request.GET.get("state", "")
    words = {"": _("Tất cả"), **state_words()}
    facts: dict[str, Any] = {
        "hook": hook,
        "rows": [
            (row, words[row.state], came_back(row))
            for row in queries.deliveries(request.actor, hook, state=state if state in STATES else "")
        ],
        "states": [(key, word, key == state) for key, word in words.items()],
        "may": _may(request.actor, hook),
        "dead": queries.dead_letters(request.actor, hook=hook.pk).count(),
        "tells": hook.old_until is not None and hook.old_until > clock.now(),
    }
    return render(request, "desk/settings/webhook.html", facts)


def state_words() -> dict[str, str]:
    return {"waiting": _("chờ gửi"), "sent": _("đã nhận"), "dead": _("bỏ cuộc"), "discarded": _("đã bỏ hẳn")}


def came_back(row: Delivery) -> str:
    """What the last try came to, in words; the details stand beside it as they came."""
    if row.status:
        return _("Nơi nhận trả lời %(status)s") % {"status": row.status}
    for sign, said in _FAULTS.items():
        if sign in row.why:
            return str(said)
    return ""


def _may(actor: Actor, hook: Webhook) -> dict[str, bool]:
    names = ("change", "delete", "rotate", "try", "resend", "discard")
    return {name: bool(decide(actor, f"webhook.{name}", hook)) for name in names}


@require_POST
@room("webhook.read")
def switch(request: AskingRequest, number: int) -> HttpResponse:
    """Stop it with a reason, or let a stopped one go on from now."""
    hook = _found(request, number)
    active = hook.state != "active"
    actions.change_webhook(request.actor, hook, active=active, why="" if active else request.POST.get("why", ""))
    return redirect("webhook", number=number)


@require_POST
@never_cache
@room("webhook.read")
def rotate(request: AskingRequest, number: int) -> HttpResponse:
    """The new secret is shown on the answer, never again."""
    hook = actions.rotate_secret(request.actor, _found(request, number))
    return render(request, "desk/settings/webhook_made.html", {"hook": hook, "is_new_secret": True})


@require_POST
@room("webhook.read")
def try_now(request: AskingRequest, number: int) -> HttpResponse:
    """Call it now with a trial message; what came back is said."""
    hook = _found(request, number)
    found = actions.try_now(request.actor, hook)
    said = _("Nơi nhận trả lời %(status)s sau %(ms)s ms. %(text)s") if found.status else _("Không gọi được: %(text)s")
    told = said % {"status": found.status, "ms": found.took_ms, "text": found.text[:200]}
    if found.is_good:
        messages.success(request, told, extra_tags="done")
    else:
        messages.error(request, told)
    return redirect("webhook", number=number)


@require_GET
@room("webhook.read")
def dead(request: AskingRequest) -> HttpResponse:
    """What was given up, over all webhooks or one: why, and to be sent again or discarded."""
    chosen = request.GET.get("hook", "")
    hook = queries.webhook(request.actor, int(chosen)) if chosen.isdecimal() and len(chosen) < 10 else None
    found = queries.dead_letters(request.actor, hook=hook.pk if hook else 0)
    with_dead = [one for one in queries.webhooks(request.actor) if one.dead]  # type: ignore[attr-defined]
    to_act_on = hook or (with_dead[0] if len(with_dead) == 1 else None)
    after = request.GET.get("after", "")
    rows = list((found.filter(keyset.older("ended_at", after)) if after else found)[: PAGE + 1])
    of = f"hook={hook.pk}&" if hook else ""
    facts = {
        "rows": [(row, came_back(row)) for row in rows[:PAGE]], "hook": hook, "count": found.count(),
        "hooks": [(one, one.pk == (hook.pk if hook else 0)) for one in with_dead],
        "to_act_on": to_act_on, "may": _may(request.actor, to_act_on) if to_act_on else {},
        "next_url": f"?{of}after={keyset.said(rows[PAGE - 1].ended_at, rows[PAGE - 1].pk)}" if len(rows) > PAGE else "",
        "previous_url": f"?{of}" if after else "",
    }  # fmt: skip
    return render(request, "desk/settings/webhook_dead.html", facts)


@require_GET
@room("webhook.read")
def letter(request: AskingRequest, number: int, delivery: int) -> HttpResponse:
    """One delivery: what is sent, what came back."""
    hook = _found(request, number)
    row = _letter(request, hook, delivery)
    try:
        body = json.dumps(json.loads(row.body), ensure_ascii=False, indent=2)
    except ValueError:
        body = row.body
    facts = {
        "hook": hook,
        "row": row,
        "body": body,
        "word": state_words()[row.state],
        "said": came_back(row),
        "may": _may(request.actor, hook),
    }
    return render(request, "desk/settings/webhook_letter.html", facts)


def _letter(request: AskingRequest, hook: Webhook, delivery: int) -> Delivery:
    row = queries.delivery(request.actor, hook, delivery)
    if row is None:
        raise Http404(str(delivery))
    return row


@require_POST
@room("webhook.read")
def resend(request: AskingRequest, number: int, delivery: int | None = None) -> HttpResponse:
    """Send one dead delivery again, or all of a webhook."""
    hook = _found(request, number)
    rows = None if delivery is None else [_letter(request, hook, delivery)]
    return _dealt(request, _("Gửi lại %(count)s lần gọi."), lambda: actions.resend(request.actor, hook, rows))


@require_POST
@room("webhook.read")
def discard(request: AskingRequest, number: int, delivery: int | None = None) -> HttpResponse:
    """Give one dead delivery up for good, or all of a webhook, with a reason."""
    hook = _found(request, number)
    rows = None if delivery is None else [_letter(request, hook, delivery)]
    why = request.POST.get("why", "")
    return _dealt(request, _("Đã bỏ %(count)s lần gọi."), lambda: actions.discard(request.actor, hook, rows, why=why))


def _dealt(request: AskingRequest, said: str, work: Callable[[], int]) -> HttpResponse:
    try:
        messages.success(request, said % {"count": work()}, extra_tags="done")
    except Invalid as error:
        messages.error(request, error.message)
    except NotPossible as error:
        messages.error(request, str(error))
    return redirect("webhooks_dead")


@require_POST
@room("webhook.read")
def delete(request: AskingRequest, number: int) -> HttpResponse:
    hook = _found(request, number)
    actions.delete_webhook(request.actor, hook)
    messages.success(request, _("Đã xóa webhook."), extra_tags="done")
    return redirect("webhooks")
