"""When a session was last used, and from where: written when either changes and once a minute, not with every page.

What comes back after longer than its limit is locked here: the script of the page does so too, but may be switched off.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse

from haidang.core.directory.models import Person
from haidang.core.directory.signing_in import sessions
from haidang.kernel import clock

EVERY = timedelta(minutes=1)
MOST_KNOWN = 20_000
GOES_ON = ("/app/", "/field/", "/static/")


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
        self._lock(request, session)
        UserSession.objects.create_from_request(request)
        if len(self.known) >= MOST_KNOWN:
            self.known.clear()
        self.known[session] = address, device, clock.now()

    def _lock(self, request: HttpRequest, session: str) -> None:
        """Who comes back after a long silence finds the screen locked. Field pages are read without a network and go on."""
        person = request.user
        if (
            sessions.IDLE_FOR not in request.session
            or not isinstance(person, Person)
            or request.path.startswith(GOES_ON)
        ):
            return
        last = UserSession.objects.filter(session_key=session).values_list("last_seen_at", flat=True).first()
        if last is not None:
            sessions.lock_if_idle(request, person, clock.now() - last)
