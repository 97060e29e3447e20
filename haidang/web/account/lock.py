"""Between a session and the pages: a locked screen shows nothing, a missing second factor and an old password come first."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from haidang.core.directory.signing_in import sessions

OPEN_WHILE_LOCKED = ("/app/", "/account/lock", "/account/unlock", "/account/alive", "/accounts/logout/", "/static/", "/geo/",
                     "/crest.svg", "/language/", "/theme/", "/healthz")  # fmt: skip
OPEN_WITHOUT_FACTOR = ("/accounts/2fa/", "/accounts/reauthenticate/", "/account/factor/", *OPEN_WHILE_LOCKED)
OPEN_WITHOUT_PASSWORD = ("/accounts/password/change/", *OPEN_WITHOUT_FACTOR)


class LockMiddleware:
    """423 for everything but the way to unlock, while the screen is locked. The stream is another door and goes on."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if sessions.is_locked(request) and not request.path.startswith(OPEN_WHILE_LOCKED):
            return _covered(request)
        if request.session.get(sessions.NEEDS_FACTOR) and not request.path.startswith(OPEN_WITHOUT_FACTOR):
            return redirect(reverse("account_factor"))
        if request.session.get(sessions.NEEDS_PASSWORD) and not request.path.startswith(OPEN_WITHOUT_PASSWORD):
            return redirect(reverse("account_change_password"))
        return self.respond(request)


def _covered(request: HttpRequest) -> HttpResponse:
    """A page with nothing but the overlay; for fragments and data, nothing at all."""
    wants_page = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
    if not wants_page or request.headers.get("HX-Request") == "true":
        return HttpResponse(status=423, content_type="text/plain; charset=utf-8")
    return render(request, "web/account/locked.html", status=423)
