"""When a session was last used, and from where: written when either changes and once a minute, not with every page."""

from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse

from haidang.kernel import clock

EVERY = timedelta(minutes=1)
MOST_KNOWN = 20_000


class SeenMiddleware:
    """In place of allauth's, which asks the database four things a page and waits for the disk."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond
        self.known: dict[str, tuple[str, str, datetime]] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.session.session_key:
            self._note(request, request.session.session_key)
        return self.respond(request)

    def _note(self, request: HttpRequest, session: str) -> None:
        address, device = get_adapter().get_client_ip(request), request.headers.get("User-Agent", "")
        known = self.known.get(session)
        if known is not None and known[:2] == (address, device) and clock.now() - known[2] < EVERY:
            return
        UserSession.objects.create_from_request(request)
        if len(self.known) >= MOST_KNOWN:
            self.known.clear()
        self.known[session] = address, device, clock.now()
