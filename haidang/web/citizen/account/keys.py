"""Passkeys: the one way in that needs script, because browsers give them no other."""

import json

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from haidang.core.citizens import passkeys
from haidang.core.citizens.models import Citizen
from haidang.core.directory.models import Person
from haidang.core.directory.signing_in.proofs import NotProven
from haidang.kernel.action import Invalid, NotPossible
from haidang.web.middleware import AskingRequest

from .entering import enter, signed_in

STATE = "passkey_state"
MOST = 20_000


def _origin(request: AskingRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


@never_cache
@require_POST
def ask(request: AskingRequest) -> HttpResponse:
    options, request.session[STATE] = passkeys.ask(_origin(request))
    return JsonResponse(options)


@never_cache
@require_POST
def answer(request: AskingRequest) -> HttpResponse:
    """Where to go, or why not, for the script."""
    state = request.session.pop(STATE, None)
    try:
        person = passkeys.person_of(_origin(request), state, _body(request))
    except NotProven as error:
        return JsonResponse({"why": error.why}, status=422)
    return JsonResponse({"url": enter(request, person, "passkey")})


@require_POST
@signed_in
def ask_to_add(request: AskingRequest, person: Person) -> HttpResponse:
    options, request.session[STATE] = passkeys.ask_to_add(person, _origin(request))
    return JsonResponse(options)


@require_POST
@signed_in
def add(request: AskingRequest, person: Person) -> HttpResponse:
    state = request.session.pop(STATE, None)
    try:
        passkeys.add(request.actor, Citizen(person), origin=_origin(request), state=state, answer=_body(request))
    except (Invalid, NotPossible) as error:
        return JsonResponse({"why": getattr(error, "message", str(error))}, status=422)
    return JsonResponse({"url": reverse("app_account")})


@require_POST
@signed_in
def remove(request: AskingRequest, person: Person, number: int) -> HttpResponse:
    passkeys.remove(request.actor, Citizen(person), number)
    return redirect("app_account")


def _body(request: AskingRequest) -> str:
    """The browser's answer as text. Raises Invalid when it is too long to be one."""
    if len(request.body) > MOST:
        raise Invalid("passkey", _("Câu trả lời quá dài."), len(request.body))
    try:
        return json.dumps(json.loads(request.body))
    except ValueError:
        return "{}"
