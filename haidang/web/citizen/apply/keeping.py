"""The forms this browser has begun: their tokens in a signed cookie, the one worked on last first."""

from collections.abc import Iterable
from contextlib import suppress

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from haidang.core.cases.models import Procedure
from haidang.core.directory.queries import person_of
from haidang.core.forms import queries
from haidang.core.forms.models import Draft
from haidang.web.citizen.device import PATH
from haidang.web.middleware import AskingRequest

COOKIE, LASTS, MOST = "forms", 31 * 24 * 3600, 8


def tokens(request: HttpRequest) -> list[str]:
    with suppress(signing.BadSignature):
        return [str(one) for one in signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE)]
    return []


def keep(request: HttpRequest, answer: HttpResponseBase, token: str) -> None:
    _write(answer, [token, *(one for one in tokens(request) if one != token)])


def drop(request: HttpRequest, answer: HttpResponseBase, token: str) -> None:
    _write(answer, [one for one in tokens(request) if one != token])


def _write(answer: HttpResponseBase, kept: Iterable[str]) -> None:
    value = signing.dumps(list(kept)[:MOST], salt=COOKIE, compress=True)
    secure = settings.SESSION_COOKIE_SECURE
    answer.set_cookie(COOKIE, value, max_age=LASTS, path=PATH, httponly=True, secure=secure, samesite="Lax")


def drafts(request: AskingRequest, procedure: Procedure) -> list[Draft]:
    """The forms of a procedure that this browser holds, and those of whoever is signed in; the current one first."""
    held = [one for one in map(queries.by_token, tokens(request)) if one and one.procedure_id == procedure.pk]
    person = person_of(request.actor)
    own = queries.drafts_of(request.actor, person) if person else []
    known = {one.pk for one in held}
    return [*held, *(one for one in own if one.procedure_id == procedure.pk and one.pk not in known)]


def all_unsent(request: AskingRequest) -> list[Draft]:
    """Everything begun and not sent on this browser."""
    return [one for one in map(queries.by_token, tokens(request)) if one and not one.is_sent]
