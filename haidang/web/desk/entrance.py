"""Who may open a page of the desk."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from haidang.core.directory.permissions import decide, may_somewhere
from haidang.kernel.action import Actor, Refused
from haidang.web.middleware import AskingRequest

P = ParamSpec("P")
View = Callable[Concatenate[AskingRequest, P], HttpResponseBase]
Form = Callable[..., HttpResponseBase]


def room(needs: str) -> Callable[[View[P]], View[P]]:
    """A page for those who may do `needs` ("alert.read"). Others sign in first, or are told why not."""

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def entered(request: AskingRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            decision = decide(request.actor, needs)
            if not decision:
                raise Refused(decision.because)
            return view(request, *args, **kwargs)

        return login_required(entered)

    return wrap


def need(actor: Actor, action: str, subject: Any = None) -> None:
    """Before a form is shown: raises Refused with the reason when what it asks for would be refused in the end.

    Without a subject, which the form is to say: when it would be refused everywhere.
    """
    if subject is None and may_somewhere(actor, action):
        return
    decision = decide(actor, action, subject)
    if not decision:
        raise Refused(decision.because)


def acting(enter: str, find: Callable[[AskingRequest, Any], Any], needs: str) -> Callable[[Form], Form]:
    """A form about one thing, which the first part of the address names: the view gets the thing in its place.

    For those who may `enter` its room and do `needs` with it.
    """

    def wrap(view: Form) -> Form:
        @require_http_methods(["GET", "POST"])
        @room(enter)
        @wraps(view)
        def entered(request: AskingRequest, /, **address: Any) -> HttpResponseBase:
            thing = find(request, address.pop(next(iter(address))))
            need(request.actor, needs, thing)
            return view(request, thing, **address)

        return entered

    return wrap
