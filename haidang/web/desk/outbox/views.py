"""What the channels outside the program carry, or would carry if they were configured."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from haidang.core.notices import queries
from haidang.core.notices.channels import channels, senders
from haidang.kernel.bilingual import shown
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

AT_ONCE = 200
STATES = ("held", "queued", "sent", "failed")


@require_GET
@room("message.read")
def listed(request: AskingRequest) -> HttpResponse:
    """The whole page, or for htmx the list alone."""
    channel = request.GET.get("channel", "")
    channel = channel if channel in channels() else ""
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    facts = {
        "messages_out": queries.outbox(request.actor, channel=channel, state=state, limit=AT_ONCE),
        "names": {one.key: shown(one.name) for one in channels().values()},
        "channels": [(one, shown(one.name), one.key in senders) for one in channels().values()],
        "tabs": _tabs(channel, state),
        "states": _states(channel, state),
        "words": state_words(),
        "here": request.get_full_path(),
    }
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "desk/outbox/_list.html" if is_part else "desk/outbox/list.html", facts)


def state_words() -> dict[str, str]:
    return {"held": _("giữ lại"), "queued": _("chờ gửi"), "sent": _("đã gửi"), "failed": _("gửi hỏng")}


def _url(channel: str, state: str) -> str:
    kept = {name: value for name, value in (("channel", channel), ("state", state)) if value}
    return f"{reverse('outbox')}?{urlencode(kept)}" if kept else reverse("outbox")


def _tabs(channel: str, state: str) -> list[dict[str, Any]]:
    every = [("", _("Mọi kênh")), *((one.key, shown(one.name)) for one in channels().values())]
    return [{"url": _url(key, state), "label": label, "count": None, "active": key == channel} for key, label in every]


def _states(channel: str, state: str) -> list[dict[str, Any]]:
    every = [("", _("Tất cả")), *state_words().items()]
    return [{"url": _url(channel, key), "label": label, "on": key == state} for key, label in every]
