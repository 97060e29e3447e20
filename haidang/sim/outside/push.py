"""A push service of the demo (RFC 8030): takes sealed messages and keeps them. It cannot read them.

POST /push/<browser>   201, with `gone` in the name 410, with `broken` 500
GET  /push/<browser>   what was taken: bodies in base64 and headers
"""

import base64
import threading
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

MOST = 50
taken: dict[str, list[dict[str, Any]]] = {}
lock = threading.Lock()


async def take(request: Request) -> Response:
    browser = request.path_params["browser"]
    if "gone" in browser:
        return Response(status_code=410)
    if "broken" in browser:
        return Response(status_code=500)
    row = {"body": base64.b64encode(await request.body()).decode(), "headers": dict(request.headers)}
    with lock:
        taken[browser] = [*taken.get(browser, []), row][-MOST:]
    return Response(status_code=201)


async def listed(request: Request) -> JSONResponse:
    return JSONResponse(taken.get(request.path_params["browser"], []))


routes = [Route("/{browser}", take, methods=["POST"]), Route("/{browser}", listed)]
