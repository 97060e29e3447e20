"""Who may open a page that a domain brings: those who may do something, signed in; others are told why not."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from haidang.kernel.action import PUBLIC, Actor, Refused

from .permissions import decide

View = Callable[..., HttpResponseBase]


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, as the middleware of the pages has found out."""
    found: Actor = getattr(request, "actor", PUBLIC)
    return found


def room(needs: str) -> Callable[[View], View]:
    """A page for those who may do `needs` ("permit.read"). Raises Refused."""

    def wrap(view: View) -> View:
        @wraps(view)
        def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            decision = decide(actor_of(request), needs)
            if not decision:
                raise Refused(decision.because)
            return view(request, *args, **kwargs)

        return login_required(entered)

    return wrap
