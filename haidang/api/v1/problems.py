"""Errors as RFC 9457 problem+json: type, title, status, detail, and for bad input which field, which value, what to do."""

import logging
from datetime import date
from typing import Any

import msgspec
from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from haidang.core.telemetry.archive.files import Damaged
from haidang.kernel.action import Invalid, NotPossible, Refused

log = logging.getLogger(__name__)

TITLES = {
    400: "The request is not valid",
    401: "Who are you? Send a bearer key or sign in",
    403: "Not allowed",
    404: "There is nothing at this address that you may see",
    409: "Not possible in the present state",
    413: "The request is too large",
    422: "A value cannot be accepted",
    429: "Too many requests",
    500: "Something is wrong on our side",
    503: "A part of what was asked for cannot be read now",
}
DECLARED = (400, 401, 403, 404, 409, 413, 422, 503)
KIND = "application/problem+json"
SCHEMA = {
    "title": "Problem",
    "description": "RFC 9457. `errors` name what cannot be accepted.",
    "type": "object",
    "required": ["title", "status"],
    "properties": {
        "type": {"type": "string", "default": "about:blank"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "error"],
                "properties": {"field": {"type": "string"}, "value": {}, "error": {"type": "string"}},
            },
        },
    },
}


class Missing(Exception):
    """Nothing of that name that the caller may see; the answer is the same whether it is hidden or not there."""

    def __init__(self, kind: str, name: object) -> None:
        super().__init__(f"no {kind} {name!r} that you may see")


class Problem(msgspec.Struct, omit_defaults=True):
    """One error as the caller reads it."""

    title: str
    status: int
    detail: str = ""
    errors: list[dict[str, Any]] = []
    type: str = "about:blank"


def answer(status: int, detail: str = "", errors: list[dict[str, Any]] | None = None) -> HttpResponse:
    problem = Problem(TITLES.get(status, "Error"), status, detail, errors or [])
    return HttpResponse(msgspec.json.encode(problem), status=status, content_type=KIND)


def nothing(request: HttpRequest) -> HttpResponse:
    """For addresses below the API at which there is nothing."""
    return answer(404, request.path)


def plug(api: NinjaAPI) -> None:
    """Answer everything that views and actions raise."""

    def on(kind: type[Exception], said: Any) -> None:
        def handle(request: HttpRequest, error: Any) -> HttpResponse:
            found: HttpResponse = said(error)
            return found

        api.add_exception_handler(kind, handle)

    on(Missing, lambda error: answer(404, str(error)))
    on(Http404, lambda error: answer(404, str(error)))
    on(ObjectDoesNotExist, lambda error: answer(404, "nothing of that name that you may see"))
    on(Refused, lambda error: answer(403, error.because))
    on(Invalid, lambda error: answer(422, str(error), [_field(error)]))
    on(DataError, lambda error: answer(422, str(error).partition("\n")[0]))
    on(NotPossible, lambda error: answer(409, str(error)))
    on(Damaged, lambda error: answer(503, error.message, [_of_day(*one) for one in error.days.items()]))
    on(AuthenticationError, lambda error: answer(401, "the key or session is missing or not valid"))
    on(HttpError, lambda error: answer(error.status_code, _explained(error)))
    on(RequestDataTooBig, lambda error: answer(413, "send less at a time"))
    on(ValidationError, lambda error: answer(422, "see errors", [_located(one) for one in error.errors]))
    on(Exception, _failed)


def _failed(error: Exception) -> HttpResponse:
    log.error("the API failed", exc_info=error)
    return answer(500)


def _explained(error: HttpError) -> str:
    cause = error.__cause__
    return f"{error.message}: {cause}" if isinstance(cause, msgspec.DecodeError | UnicodeError) else error.message


def _field(error: Invalid) -> dict[str, Any]:
    return {"field": error.field, "value": _shown(error.value), "error": error.message}


def _of_day(day: date, why: str) -> dict[str, Any]:
    return {"field": "from", "value": day.isoformat(), "error": f"the archive's file of this day is amiss: {why}"}


def _located(error: dict[str, Any]) -> dict[str, Any]:
    where = [str(part) for part in error["loc"] if part not in ("body", "payload", "query", "path")]
    return {"field": ".".join(where), "value": _shown(error.get("input")), "error": error["msg"]}


def _shown(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float | bool) else repr(value)[:200]
