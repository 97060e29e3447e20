"""The session of a citizen: entered by a proof, left everywhere at once; and who may open a page of one's own."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from allauth.usersessions.models import UserSession
from django.contrib.auth import login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from haidang.core.citizens import queries
from haidang.core.directory.models import Person
from haidang.core.directory.signing_in import attempts
from haidang.core.directory.signing_in.sessions import Session
from haidang.kernel import clock
from haidang.web.citizen.limits import address_of
from haidang.web.middleware import AskingRequest

P = ParamSpec("P")
View = Callable[Concatenate[AskingRequest, Person, P], HttpResponseBase]

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
STAYS_FOR = 30 * 24 * 3600  # seconds: a telephone is its owner's
PROVEN_AT = "proven_at"
PROOF_LASTS = timedelta(minutes=15)
"""After that, what cannot be undone asks for the proof again."""
NEXT = "after_signin"


def enter(request: HttpRequest, person: Person, method: str) -> str:
    """Sign a citizen in; an officer who sat here is signed out first. Where to go now."""
    onward = request.session.get(NEXT, "")
    before = request.user
    if isinstance(before, Person) and not before.is_citizen:
        attempts.end(before.as_actor(request.session.session_key or ""), Session(before))
        request.session.flush()
    login(request, person, backend=BACKEND)
    request.session.set_expiry(STAYS_FOR)
    request.session[PROVEN_AT] = clock.now().isoformat()
    request.session.pop(NEXT, None)
    request.session.save()
    UserSession.objects.create_from_request(request)
    actor = person.as_actor(request.session.session_key or "")
    attempts.begin(actor, Session(person), ip=address_of(request), methods=[method])
    return onward or reverse("app_me")


def remember_next(request: HttpRequest, given: str) -> None:
    """Keep where somebody wanted to go, if it is a page of the app."""
    if given.startswith("/app/") and url_has_allowed_host_and_scheme(given, None):
        request.session[NEXT] = given


def signed_in(view: View[P]) -> Callable[Concatenate[AskingRequest, P], HttpResponseBase]:
    """A page of one's own: whoever is not signed in does so first. Never kept by anybody between."""

    @never_cache
    @wraps(view)
    def entered(request: AskingRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        person = queries.citizen_of(request.actor)
        if person is None:
            return _first(request, "app_signin")
        return view(request, person, *args, **kwargs)

    return entered


def just_proven(view: View[P]) -> View[P]:
    """For what cannot be undone: whoever proved who they are longer ago than PROOF_LASTS does so again."""

    @wraps(view)
    def proven(request: AskingRequest, person: Person, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not is_just_proven(request):
            return _first(request, "app_signin", again="1")
        return view(request, person, *args, **kwargs)

    return proven


def is_just_proven(request: HttpRequest) -> bool:
    at = request.session.get(PROVEN_AT)
    return at is not None and clock.now() - datetime.fromisoformat(at) < PROOF_LASTS


def _first(request: HttpRequest, name: str, **more: str) -> HttpResponseBase:
    here = request.get_full_path() if request.method == "GET" else reverse("app_me")
    return redirect(f"{reverse(name)}?{urlencode({'next': here, **more})}")
