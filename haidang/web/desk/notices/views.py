"""The bell: what a person has been told, what is unread, marking it read. One's own, so it asks for no right."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from haidang.core.directory.models import Person
from haidang.core.notices import actions, queries
from haidang.web.middleware import AskingRequest


@require_GET
@login_required
def listed(request: AskingRequest) -> HttpResponse:
    language = get_language() or "vi"
    notices = queries.inbox(request.actor, limit=100)
    told = [(one, *one.said_in(language)) for one in notices]
    return render(
        request, "desk/notices/list.html", {"told": told, "unread": queries.unread_count(request.actor).count}
    )


@require_GET
@login_required
def count(request: AskingRequest) -> HttpResponse:
    return render(
        request,
        "ui/parts/_unread.html",
        {"notices_unread": queries.unread_count(request.actor).count, "notices_count_url": request.path},
    )


@require_POST
@login_required
def read(request: AskingRequest) -> HttpResponse:
    """Mark everything unread as read."""
    if isinstance(request.user, Person):
        actions.read(request.actor, request.user, queries.unread(request.actor, limit=200))
    return redirect("notices")
