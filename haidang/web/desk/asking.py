"""Forms that ask before something is done: a dialog for htmx, a page of their own without script.

A refusal is shown in the form, with what was typed; when it is done, htmx is told (`ioc:done`: the live parts of the page
fetch themselves anew), and a plain form goes back to where it came from.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from haidang.kernel.action import Invalid, NotPossible


@dataclass(frozen=True, slots=True)
class Asks:
    """What a form says of itself. `back` is the page it belongs to, `said` what is told when it is done.

    `blockers` stand in the way: while there are any, the form cannot be sent. `note` explains what will happen.
    """

    title: str
    submit: str
    back: str
    said: str
    note: str = ""
    icon: str = "check"
    is_grave: bool = False
    blockers: Sequence[str] = field(default_factory=tuple)


def sent(request: HttpRequest) -> Any:
    """What a form is bound to: what was sent, nothing while it is only shown."""
    return request.POST if request.method == "POST" else None


def asked(request: HttpRequest, form: forms.Form, asks: Asks, work: Callable[[dict[str, Any]], object]) -> HttpResponse:
    """Show the form, or do the work with its clean values. Text that `work` returns is an address to go to instead of `back`."""
    if request.method == "POST" and form.is_valid():
        try:
            instead = work(form.cleaned_data)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            return finished(request, asks.said, asks.back, instead=instead if isinstance(instead, str) else "")
    template = "desk/_asking.html" if _is_htmx(request) else "desk/asking.html"
    facts = {"form": form, "asks": asks, "action": request.get_full_path()}
    return render(request, template, facts, status=422 if form.errors else 200)


def finished(request: HttpRequest, said: str, back: str, *, instead: str = "", kind: str = "done") -> HttpResponse:
    """The answer when something has been done: said in a toast, on this page or on the next.

    A part of the page that asked ("/here/#part") is no next page: no browser loads a page anew for that.
    """
    page, sign, _part = instead.partition("#")
    if sign and _is_htmx(request) and page == urlsplit(request.headers.get("HX-Current-URL", "")).path:
        instead = ""
    if instead or not _is_htmx(request):
        messages.add_message(request, messages.SUCCESS if kind == "done" else messages.WARNING, said, extra_tags=kind)
        return HttpResponseClientRedirect(instead) if _is_htmx(request) else redirect(instead or back)
    answer = trigger_client_event(HttpResponse(), "ioc:done", {})
    return trigger_client_event(answer, "ioc:toast", {"text": said, "kind": kind})


def _is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
