"""What every page knows: the province, the rail, who is signed in, and where the live stream is."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

import haidang
from haidang.core.incidents import queries as incidents
from haidang.core.notices import queries as notices
from haidang.core.rules import queries as rules
from haidang.core.things import queries as things
from haidang.kernel.action import PUBLIC
from haidang.provinces import pack

from .rail import rail


def page(request: HttpRequest) -> dict[str, Any]:
    """`province`, `simulated`, `stream_url`, `rail`, `unread`, `idle_seconds`, `actor`, `version`."""
    actor = getattr(request, "actor", PUBLIC)
    facts = {
        "province": province(),
        "simulated": things.has_simulated_sources(),
        "stream_url": "/api/v1/stream",
        "actor": actor,
        "version": haidang.__version__,
        "rail": [],
    }
    if actor == PUBLIC or request.headers.get("HX-Request") == "true":
        return facts
    counts = {"alerts": rules.open_count(actor), "incidents": incidents.open_count(actor)}
    return facts | {
        "rail": rail(actor, request.path, counts),
        "unread": notices.unread_count(actor),
        "idle_seconds": settings.IDLE_LOCK_SECONDS,
    }


def province() -> dict[str, Any]:
    """The names, centre and contacts of this province in the language of the page."""
    facts = pack.chosen().province
    english = get_language() == "en"
    return {
        "key": facts.key,
        "name": facts.name.en if english else facts.name.vi,
        "centre": facts.centre,
        "facts": facts,
    }
