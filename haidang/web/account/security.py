"""How one signs in: password, second factors, other bodies' word, the limits that hold; and when one did."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from haidang.core.directory import limits
from haidang.core.directory.models import Person
from haidang.core.directory.signing_in import history, outside, passwords, sessions
from haidang.web.middleware import AskingRequest

from .sso import issuers
from .words import limit_row


def person_of(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


@require_GET
@login_required
def security(request: AskingRequest) -> HttpResponse:
    person = person_of(request)
    administers = limits.administers(person)
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES)
    linked = {one.issuer: one for one in outside.linked(person)}
    longest = limits.length("password_age", administers=administers)
    facts = {
        "person": person,
        "factors": sessions.factors(person),
        "needs_factor": sessions.needs_factor(person),
        "authenticators": list(Authenticator.objects.filter(user=person, type__in=kinds).order_by("created_at")),
        "issuers": [(key, name, is_simulated, linked.get(key)) for key, name, is_simulated in issuers()],
        "password_due": person.password_at + longest if longest and person.password_at else None,
        "has_password": person.has_usable_password(),
        "is_password_old": passwords.is_too_old(person),
        "limits": told_limits(administers=administers),
    }
    return render(request, "web/account/security.html", facts)


def told_limits(*, administers: bool | None = None) -> list[dict[str, Any]]:
    """The limits in force as a page shows them: those of one kind of people, or (None) all."""
    rows = limits.in_force()
    if administers is not None:
        stricter = {one.key for one in rows if one.who == "administrators"} if administers else set()
        rows = [one for one in rows if one.who == ("administrators" if one.key in stricter else "everybody")]
    return [limit_row(one) | {"who": _("quản trị") if one.who == "administrators" else _("mọi người")} for one in rows]


@require_GET
@login_required
def factor(request: AskingRequest) -> HttpResponse:
    """Before anything else: a role of theirs asks for a second factor."""
    if sessions.has_factor(person_of(request)):
        return redirect("account_security")
    return render(request, "web/account/factor.html", {"person": request.user})


@require_GET
@login_required
def signins(request: AskingRequest) -> HttpResponse:
    given = request.GET.get("before", "")
    before = int(given) if given.isdecimal() else None
    rows, older = history.signins(request.actor, person_of(request), before=before)
    return render(
        request, "web/account/signins.html", {"person": request.user, "rows": rows, "older": older, "is_self": True}
    )
