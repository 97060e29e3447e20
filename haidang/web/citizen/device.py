"""What a browser keeps for somebody without an account: a voice that names nobody, and the links of their own cases."""

import secrets
from collections.abc import Iterable
from contextlib import suppress

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

from haidang.core.cases import queries
from haidang.core.cases.models import Case

PATH = "/app/"
YEAR = 365 * 24 * 3600
VOICE, OWN = "voice", "mine"
MOST = 20
"""Links that are kept: a cookie holds 4 kB."""


def voice_of(request: HttpRequest) -> str:
    """What tells this browser from others without naming anybody; "" when it carries none."""
    with suppress(signing.BadSignature):
        token = signing.Signer(salt=VOICE).unsign(request.COOKIES.get(VOICE, ""))
        return salted_hmac(VOICE, token, algorithm="sha256").hexdigest()
    return ""


def give_voice(request: HttpRequest, answer: HttpResponseBase) -> None:
    if not voice_of(request):
        _keep(answer, VOICE, signing.Signer(salt=VOICE).sign(secrets.token_urlsafe(16)))


def own_cases(request: HttpRequest) -> list[Case]:
    """The cases whose links this browser keeps, the newest link first."""
    found = (queries.by_secret(code, secret) for code, secret in _links(request))
    return [one[0] for one in found if one is not None]


def keep_case(request: HttpRequest, answer: HttpResponseBase, case: Case) -> None:
    others = [one for one in _links(request) if one[0] != case.code]
    _write(answer, [(case.code, case.secret), *others])


def forget_case(request: HttpRequest, answer: HttpResponseBase, code: str) -> None:
    _write(answer, [one for one in _links(request) if one[0] != code])


def _links(request: HttpRequest) -> list[tuple[str, str]]:
    with suppress(signing.BadSignature):
        return [(code, secret) for code, secret in signing.loads(request.COOKIES.get(OWN, ""), salt=OWN)]
    return []


def _write(answer: HttpResponseBase, links: Iterable[tuple[str, str]]) -> None:
    _keep(answer, OWN, signing.dumps(list(links)[:MOST], salt=OWN, compress=True))


def _keep(answer: HttpResponseBase, name: str, value: str) -> None:
    secure = settings.SESSION_COOKIE_SECURE
    answer.set_cookie(name, value, max_age=YEAR, path=PATH, httponly=True, secure=secure, samesite="Lax")
