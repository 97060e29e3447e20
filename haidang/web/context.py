"""What every page knows: the province, the rail, who is signed in, and where the live stream is."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

import haidang
from haidang.core.cases import queries as cases
from haidang.core.citizens import queries as citizens
from haidang.core.directives import queries as directives
from haidang.core.directory.permissions import decide, role_words
from haidang.core.directory.signing_in import sessions
from haidang.core.incidents import queries as incidents
from haidang.core.notices import queries as notices
from haidang.core.rules.reading import queries as rules
from haidang.core.things import queries as things
from haidang.kernel import home
from haidang.kernel.action import PUBLIC, Actor
from haidang.kernel.once import once
from haidang.kernel.text import said
from haidang.provinces import pack

from .account.sso import issuers
from .citizen.shell import shell_of
from .middleware import APP
from .rail import rail

SIGN_IN = "/accounts/"
WALL_IDLE_SECONDS = 15 * 60
"""Of a session without a limit of its own: a wall display, whose pages have no lock."""


def page(request: HttpRequest) -> dict[str, Any]:
    """What the shells of core/ui read (see its README): names, rail, notices, lock, stream."""
    actor = getattr(request, "actor", PUBLIC)
    facts = province() | {
        "simulated": things.has_simulated_sources(),
        "is_filling": home.here().filling.exists(),
        "stream_url": "/api/v1/stream",
        "version": haidang.__version__,
        "shell": shell_of(request),
    }
    if request.path.startswith(APP):
        return facts | _citizen(request, actor)
    if actor == PUBLIC:
        return facts | ({"issuers": issuers()} if request.path.startswith(SIGN_IN) else {})
    if request.headers.get("HX-Request") == "true":
        return facts | {"actor": actor}
    return facts | once(("desk", actor, request.path), lambda: _desk(request, actor))  # panels are drawn apart


def _citizen(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """Whoever is signed in to the app, or the officer who looks at it as a member of the public."""
    person = citizens.citizen_of(actor)
    if person is None:
        return {"is_officer": getattr(request, "user", None) is not None and request.user.is_authenticated}
    name = citizens.claims(actor, person).get("name", "")
    return {"citizen": person, "citizen_name": name, "notices_unread": notices.unread_count(actor).count}


def _desk(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    counts = {
        "alerts": sum(one.open for one in rules.counts_by_severity(actor).values()),
        "incidents": incidents.counts(actor).open,
        "cases": cases.open_count(actor),
        "directives": directives.mine_count(actor) if decide(actor, "directive.read") else 0,
    }
    return {
        "actor": actor,
        "user_name": actor.name,
        "user_role": role_words(actor),
        "rail": rail(actor, request.path, counts),
        "search_url": reverse("search"),
        "sound_url": reverse("alerts_sound") if decide(actor, "alert.read") else "",
        "notices_url": reverse("notices"),
        "notices_count_url": reverse("notices_count"),
        "notices_unread": notices.unread_count(actor).count,
        "account_links": [
            {"url": reverse("account"), "icon": "user", "label": _("Tài khoản của tôi")},
        ],
        "lock_url": reverse("account_lock"),
        "unlock_url": reverse("account_unlock"),
        "alive_url": reverse("account_alive"),
        "is_locked": request.session.get("locked", False),
        "idle_seconds": request.session.get(sessions.IDLE_FOR) or WALL_IDLE_SECONDS,
    }


def province() -> dict[str, Any]:
    """The names of this province in the language of the page."""
    facts = pack.chosen().province
    language = get_language() or "vi"
    return {
        "province": facts,
        "province_name": said(facts.name, language),
        "province_short": said(facts.short, language),
        "centre_name": said(facts.texts.centre, language),
        "crest_url": reverse("crest"),
    }
