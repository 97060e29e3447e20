"""Who may open a page of the desk."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http.response import HttpResponseBase

from haidang.core.directory.permissions import decide
from haidang.kernel.action import Actor, Refused
from haidang.web.middleware import AskingRequest

P = ParamSpec("P")
View = Callable[Concatenate[AskingRequest, P], HttpResponseBase]


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
    """Before a form is shown: raises Refused with the reason when what it asks for would be refused in the end."""
    decision = decide(actor, action, subject)
    if not decision:
        raise Refused(decision.because)
