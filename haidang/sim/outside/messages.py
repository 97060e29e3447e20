"""Where the demo's SMS and mails end: a page that shows what would have been sent. Invented.

POST /messages/send     {"to", "text", "channel"} -> {"id"}
GET  /messages/status/<id>   what became of it: delivered, or failed for an address that ends with "000"
GET  /messages/         the newest first, as a page
GET  /messages/list     the same as JSON; ?to= narrows
"""

import secrets
import threading
from collections import deque
from dataclasses import asdict, dataclass
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route

from haidang.kernel import clock

MOST = 200


@dataclass(frozen=True, slots=True)
class Sent:
    to: str
    text: str
    channel: str
    at: str
    id: str = ""


sent: deque[Sent] = deque(maxlen=MOST)
lock = threading.Lock()


def put(to: str, text: str, channel: str) -> str:
    """The number of the message."""
    number = secrets.token_hex(6)
    with lock:
        sent.appendleft(Sent(to, text, channel, f"{clock.now():%H:%M:%S}", number))
    return number


async def take(request: Request) -> JSONResponse:
    said = await request.json()
    if not isinstance(said, dict) or not said.get("to") or not said.get("text"):
        return JSONResponse({"error": "to and text are needed"}, status_code=400)
    number = put(str(said["to"]), str(said["text"]), str(said.get("channel", "")))
    return JSONResponse({"taken": True, "id": number}, status_code=202)


async def status(request: Request) -> JSONResponse:
    found = next((one for one in list(sent) if one.id == request.path_params["number"]), None)
    if found is None:
        return JSONResponse({"error": "unknown"}, status_code=404)
    if found.to.endswith("000"):
        return JSONResponse({"state": "failed", "why": "thuê bao không liên lạc được"})
    return JSONResponse({"state": "delivered"})


async def listed(request: Request) -> JSONResponse:
    to = request.query_params.get("to")
    return JSONResponse([asdict(one) for one in list(sent) if to in (None, one.to)])


async def inbox(request: Request) -> HTMLResponse:
    rows = "".join(
        f"<li><b>{escape(one.to)}</b> <small>{escape(one.channel)} · {one.at}</small><p>{escape(one.text)}</p></li>"
        for one in list(sent)
    )
    return HTMLResponse(
        '<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        '<meta http-equiv="refresh" content="5"><title>Hộp tin mô phỏng</title><style>body{font:16px/1.5 sans-serif;'
        "max-width:30rem;margin:0 auto;padding:1rem;background:#f4f6f8;color:#141c24}li{background:#fff;border-radius:12px;"
        "padding:.6rem 1rem;margin-bottom:.6rem;list-style:none}ul{padding:0}p{margin:.3rem 0;white-space:pre-line}</style>"
        "<main><h1>Hộp tin mô phỏng</h1><p>Tin nhắn và thư mà hệ thống trình diễn đã gửi; không tin nào ra ngoài máy này.</p>"
        f"<ul>{rows or '<li>Chưa có tin nào.</li>'}</ul></main></html>"
    )


routes = [
    Route("/send", take, methods=["POST"]),
    Route("/status/{number}", status),
    Route("/list", listed),
    Route("/", inbox),
]
