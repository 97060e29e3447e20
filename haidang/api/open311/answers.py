"""Answers in the two formats of the standard: the same facts as JSON and as XML, errors as a list of code and words."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from haidang.core.blocks.sender import KeptOut
from haidang.core.blocks.tickets import appeal_path
from haidang.kernel.action import Invalid, NotPossible, Refused

KINDS = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
NAMES = {"services": "service", "service_requests": "request", "errors": "error", "attributes": "attribute",
         "values": "value", "endpoints": "endpoint", "formats": "format"}  # fmt: skip


class Wrong(Exception):
    """A request that cannot be taken: HTTP status and words."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status, self.description = status, description


def said(root: str, facts: Any, kind: str, status: int = 200) -> HttpResponse:
    """`facts` (a list, or one mapping) under the root element that XML needs."""
    if kind == "xml":
        body = ET.tostring(_element(root, facts), encoding="utf-8", xml_declaration=True)
    else:
        body = json.dumps(facts, ensure_ascii=False, default=_plain).encode()
    answer = HttpResponse(body, content_type=KINDS[kind], status=status)
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _element(name: str, facts: Any) -> ET.Element:
    one = ET.Element(name)
    if isinstance(facts, dict):
        for key, value in facts.items():
            one.append(_element(key, value))
    elif isinstance(facts, list):
        one.extend(_element(NAMES.get(name, "item"), value) for value in facts)
    elif facts is not None:
        one.text = _plain(facts)
    return one


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)


View = Callable[..., HttpResponse]


def open311(view: View) -> View:
    """Answers what goes wrong as the standard says: a list of `code` and `description`, 400 for what is missing."""

    @wraps(view)
    def answered(request: HttpRequest, kind: str, **named: str) -> HttpResponse:
        try:
            return view(request, kind, **named)
        except Wrong as error:
            status, words = error.status, error.description
        except Invalid as error:
            status, words = 400, f"{error.field}: {error.message}"
        except KeptOut as error:
            status, words = 403, f"{error.because} {request.build_absolute_uri(appeal_path(error.block))}"
        except Refused as error:
            status, words = 403, error.because
        except NotPossible as error:
            status, words = 400, str(error)
        except Http404 as error:
            status, words = 404, f"{error} was not found"
        return said("errors", [{"code": status, "description": words}], kind, status)

    return answered
