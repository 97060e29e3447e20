"""All messages to somebody: notices, each leading to what it is about."""

import re

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from haidang.core.cases import queries as cases
from haidang.core.citizens.telling import topic_of
from haidang.core.directory.models import Person
from haidang.core.notices import actions, queries
from haidang.core.notices.models import Notice
from haidang.web.citizen.account.entering import signed_in
from haidang.web.middleware import AskingRequest

MOST = 100
_CASE = re.compile(r"^/cases/([^/]+)/")
ICONS = {"cases": "file-text", "warnings": "alert-triangle", "measured": "gauge", "payments": "receipt"}


@require_GET
@signed_in
def inbox(request: AskingRequest, person: Person) -> HttpResponse:
    rows = queries.inbox(request.actor, limit=MOST)
    secrets = {one.code: one.secret for one in cases.mine(request.actor, limit=500)}
    facts = {
        "rows": [
            (one, *one.said_in(get_language() or "vi"), ICONS[topic_of(one.kind)], _url(one, secrets)) for one in rows
        ],
        "unread": sum(not one.is_read for one in rows),  # type: ignore[attr-defined]
    }
    return render(request, "citizen/me/messages.html", facts)


def _url(notice: Notice, secrets: dict[str, str]) -> str:
    """A notice about a case leads an officer to the desk and its sender to the app."""
    match = _CASE.match(notice.link)
    if match:
        secret = secrets.get(match[1])
        return reverse("app_case", args=[match[1], secret]) if secret else ""
    return notice.link if notice.link.startswith("/app/") else ""


@require_POST
@signed_in
def read_all(request: AskingRequest, person: Person) -> HttpResponse:
    actions.read(request.actor, person, queries.unread(request.actor, limit=500))
    return redirect("app_me_messages")
