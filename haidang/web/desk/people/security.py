"""How people sign in, for who keeps accounts: one person's history, and the limits in force."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from haidang.core.directory.signing_in import history, outside
from haidang.core.directory.signing_in.factors import factor_states
from haidang.core.directory.signing_in.sessions import Session, asks_for_factor
from haidang.web.account.security import told_limits
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from .views import found, page_of


@require_GET
@room("person.read")
def signins(request: AskingRequest, number: int) -> HttpResponse:
    """Raises Refused for whose sessions one may not end."""
    person = found(request, number)
    given = request.GET.get("before", "")
    rows, older = history.signins(request.actor, person, before=int(given) if given.isdecimal() else None)
    return render(request, "desk/people/signins.html", {"person": person, "rows": rows, "older": older})


@require_POST
@room("person.read")
def unlink(request: AskingRequest, number: int, issuer: str) -> HttpResponse:
    """Somebody has left the other body, or was linked wrongly."""
    person = found(request, number)
    outside.unlink(request.actor, Session(person), issuer)
    messages.success(request, _("Đã gỡ cách đăng nhập."), extra_tags="done")
    return redirect(page_of(person))


@require_GET
@room("person.read")
def limits(request: AskingRequest) -> HttpResponse:
    facts_ = {"limits": told_limits(), "roles": factor_states(request.actor), "asks_for_factor": asks_for_factor()}
    return render(request, "desk/people/limits.html", facts_)
