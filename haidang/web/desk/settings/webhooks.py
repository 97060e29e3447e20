"""Webhooks: addresses told of events; what has been delivered to each, and what has not."""

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
from haidang.core.sharing.models import Webhook
from haidang.kernel.action import Invalid, NotPossible
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

STATES = ("waiting", "sent", "dead")


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
    words = {"": _("Tất cả"), "waiting": _("chờ gửi"), "sent": _("đã nhận"), "dead": _("bỏ cuộc")}
    facts: dict[str, Any] = {
        "hook": hook,
        "rows": [
            (row, words[row.state])
            for row in queries.deliveries(request.actor, hook, state=state if state in STATES else "")
        ],
        "states": [(key, word, key == state) for key, word in words.items()],
        "may_change": decide(request.actor, "webhook.change", hook),
        "may_delete": decide(request.actor, "webhook.delete", hook),
    }
    return render(request, "desk/settings/webhook.html", facts)


@require_POST
@room("webhook.read")
def switch(request: AskingRequest, number: int) -> HttpResponse:
    """Stop it, or let a stopped one go on from now."""
    hook = _found(request, number)
    actions.change_webhook(request.actor, hook, active=hook.state != "active")
    return redirect("webhook", number=number)


@require_POST
@room("webhook.read")
def delete(request: AskingRequest, number: int) -> HttpResponse:
    hook = _found(request, number)
    actions.delete_webhook(request.actor, hook)
    messages.success(request, _("Đã xóa webhook."), extra_tags="done")
    return redirect("webhooks")
