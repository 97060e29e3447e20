"""The bell: what a person has been told, what is unread, marking it read."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from haidang.core.directory.models import Person
from haidang.core.notices import actions, queries
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest


@require_GET
@room("notice.read")
def listed(request: AskingRequest) -> HttpResponse:
    language = get_language() or "vi"
    notices = queries.inbox(request.actor, limit=100)
    told = [(one, *one.said_in(language)) for one in notices]
    return render(request, "desk/notices/list.html", {"told": told})


@require_GET
@room("notice.read")
def count(request: AskingRequest) -> HttpResponse:
    return render(
        request,
        "ui/parts/_unread.html",
        {"notices_unread": queries.unread_count(request.actor).count, "notices_count_url": request.path},
    )


@require_POST
@room("notice.read")
def read(request: AskingRequest) -> HttpResponse:
    """Mark everything unread as read."""
    if isinstance(request.user, Person):
        actions.read(request.actor, request.user, queries.unread(request.actor, limit=200))
    return redirect("notices")
