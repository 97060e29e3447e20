"""The way in of a screen without a keyboard: it shows a code, somebody with the right types it at a desk, the wall begins.

Works without script: the page asks again by itself every five seconds.
"""

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from haidang.core.directory.models import Person
from haidang.core.walls import joining
from haidang.web.citizen.limits import address_of

COOKIE = "wall_join"
AGAIN_AFTER = 5  # seconds


@require_GET
@never_cache
def join(request: HttpRequest) -> HttpResponse:
    """A code of this machine's own, until somebody has let it in."""
    code, secret = _kept(request)
    waiting = joining.waiting(code, secret) if code else None
    if waiting is not None and waiting.person:
        joining.forget(code)
        return _let_in(request, waiting.person)
    if waiting is None:
        begun = joining.begin(address_of(request))
        if begun is None:
            return _page(request, {"refused": True}, status=429)
        code, secret = begun
    answer = _page(request, {"code": joining.said(code)})
    answer.set_signed_cookie(
        COOKIE, f"{code}:{secret}", max_age=joining.OPEN_FOR, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return answer


def _page(request: HttpRequest, facts: dict[str, object], status: int = 200) -> HttpResponse:
    facts |= {"again_after": AGAIN_AFTER, "minutes": joining.OPEN_FOR // 60}
    return render(request, "wall/join.html", facts, status=status)


def _kept(request: HttpRequest) -> tuple[str, str]:
    """The code and the secret of this machine; empty when it has none."""
    try:
        kept = request.get_signed_cookie(COOKIE, default="", max_age=joining.OPEN_FOR) or ""
    except signing.BadSignature:
        return "", ""
    code, _, secret = kept.partition(":")
    return code, secret


def _let_in(request: HttpRequest, number: int) -> HttpResponseRedirect:
    """Signed in as the screen that this machine has become."""
    from allauth.account.internal.flows.login import record_authentication
    from allauth.account.utils import perform_login

    person = Person.objects.filter(pk=number, is_device=True, is_active=True).first()
    if person is None:
        return redirect("wall_join")
    record_authentication(request, person, "wall_code")
    perform_login(request, person, redirect_url="/wall/")
    answer = redirect("wall")
    answer.delete_cookie(COOKIE)
    return answer
