"""What the channels outside the program carry, or would carry if they were configured: to whom, what became of it, again."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from haidang.core.directory.permissions import may_somewhere
from haidang.core.notices import lines, queries, returns, setups
from haidang.core.notices.channels import Channel, channels, senders
from haidang.kernel.action import Actor, NotPossible
from haidang.kernel.bilingual import shown
from haidang.web.account.words import state_words
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

AT_ONCE = 200


@require_GET
@room("message.read")
def listed(request: AskingRequest) -> HttpResponse:
    """The whole page, or for htmx the list alone."""
    channel = request.GET.get("channel", "")
    channel = channel if channel in channels() else ""
    state = request.GET.get("state", "")
    state = state if state in queries.STATES else ""
    facts = {
        "messages_out": queries.outbox(request.actor, channel=channel, state=state, limit=AT_ONCE),
        "names": {one.key: shown(one.name) for one in channels().values()},
        "channels": list(_cards(request.actor)),
        "tabs": _tabs(channel, state),
        "states": _states(channel, state),
        "words": state_words(),
        "here": request.get_full_path(),
        "may_resend": may_somewhere(request.actor, "message.resend"),
        "resendable": setups.RESENDABLE,
        "returns": returns.box(),
        "may_change": may_somewhere(request.actor, "channel.change"),
    }
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "desk/outbox/_list.html" if is_part else "desk/outbox/list.html", facts)


def _cards(actor: Actor) -> list[dict[str, Any]]:
    """Each channel: whether and by which way it sends, and what became of the messages of a day."""
    counted = queries.carried(actor)
    may_change = may_somewhere(actor, "channel.change")
    return [_card(one, counted.get(one.key), may_change=may_change) for one in channels().values()]


def _card(channel: Channel, carried: queries.Carried | None, *, may_change: bool) -> dict[str, Any]:
    line = lines.line_of(channel.key)
    return {
        "channel": channel,
        "name": shown(channel.name),
        "is_set": line is not None or channel.key in senders,
        "way": way_words().get(line.way, "") if line else "",
        "is_simulated": line.is_simulated if line else False,
        "carried": carried,
        "url": reverse("channel", args=[channel.key]) if may_change and channel.key in setups.OPEN_WAYS else "",
    }


def way_words() -> dict[str, str]:
    return {
        "smtp": _("máy chủ thư (SMTP)"), "http": _("cổng gửi tin (HTTP)"), "modem": _("modem GSM"),
        "push": _("dịch vụ đẩy của trình duyệt"),
    }  # fmt: skip


@require_POST
@room("message.read")
def resend(request: AskingRequest, number: int) -> HttpResponse:
    message = queries.message_of(request.actor, number)
    if message is None:
        raise Http404(str(number))
    try:
        setups.resend(request.actor, message)
    except NotPossible as error:
        messages.error(request, str(error), extra_tags="error")
    else:
        messages.success(request, _("Đã xếp gửi lại."), extra_tags="done")
    back = request.POST.get("back", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, None) else "outbox")


def _url(channel: str, state: str) -> str:
    kept = {name: value for name, value in (("channel", channel), ("state", state)) if value}
    return f"{reverse('outbox')}?{urlencode(kept)}" if kept else reverse("outbox")


def _tabs(channel: str, state: str) -> list[dict[str, Any]]:
    every = [("", _("Mọi kênh")), *((one.key, shown(one.name)) for one in channels().values())]
    return [{"url": _url(key, state), "label": label, "count": None, "active": key == channel} for key, label in every]


def _states(channel: str, state: str) -> list[dict[str, Any]]:
    every = [("", _("Tất cả")), *state_words().items()]
    return [{"url": _url(channel, key), "label": label, "on": key == state} for key, label in every]
