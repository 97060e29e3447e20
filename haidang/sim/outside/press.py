"""Public outlets of a demo, each in the form that real ones have. What they publish is invented (domains.social.invented).

GET /press/bao-tinh.rss             RSS
GET /press/cong-thong-tin.atom      Atom
GET /press/dien-dan                 a page of a forum
GET /press/kenh-chinh-thuc.csv      comments on the official channel, as its operator's API gives them out
"""

from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from haidang.domains.social import invented
from haidang.domains.social.invented import CHANNEL, FORUM, OUTLETS, PORTAL, PRESS, Invented
from haidang.kernel import clock

STARTED = clock.now()
SURGE_SINCE = STARTED - timedelta(minutes=50)
BACK = timedelta(hours=30)
MOST = 60


def _posts(outlet: str) -> list[Invented]:
    """Newest first."""
    now = clock.now()
    found = [one for one in invented.between(now - BACK, now, SURGE_SINCE) if one.outlet == outlet]
    return found[::-1][:MOST]


def _address(request: Request, one: Invented) -> str:
    return f"{request.base_url}post/{one.id}"


def _mail(at: datetime) -> str:
    return format_datetime(at)


async def rss(request: Request) -> Response:
    items = "".join(
        f"<item><guid>{one.id}</guid><title>{escape(one.title)}</title><link>{_address(request, one)}</link>"
        f"<description>{escape(one.text)}</description><pubDate>{_mail(one.at)}</pubDate></item>"
        for one in _posts(PRESS)
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>{OUTLETS[PRESS]}</title>{items}</channel></rss>'
    return Response(body, media_type="application/rss+xml")


async def atom(request: Request) -> Response:
    entries = "".join(
        f'<entry><id>{one.id}</id><title>{escape(one.title)}</title><link href="{_address(request, one)}"/>'
        f"<summary>{escape(one.text)}</summary><updated>{one.at.isoformat()}</updated></entry>"
        for one in _posts(PORTAL)
    )
    head = f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>{OUTLETS[PORTAL]}</title>'
    return Response(f"{head}{entries}</feed>", media_type="application/atom+xml")


async def forum(_request: Request) -> Response:
    rows = "".join(
        f'<article class="bai" data-id="{one.id}"><h2><a href="post/{one.id}">{escape(one.title)}</a></h2><p>{escape(one.text)}</p>'
        f"<time>{one.at:%d/%m/%Y %H:%M}</time></article>"
        for one in _posts(FORUM)
    )
    return HTMLResponse(f"<!doctype html><title>{OUTLETS[FORUM]}</title><main>{rows}</main>")


async def channel(_request: Request) -> Response:
    lines = ["ma,noi_dung,ngay"] + [f'{one.id},"{one.title}",{one.at.isoformat()}' for one in _posts(CHANNEL)]
    return PlainTextResponse("\n".join(lines) + "\n", media_type="text/csv")


routes: list[BaseRoute] = [
    Route("/bao-tinh.rss", rss), Route("/cong-thong-tin.atom", atom), Route("/dien-dan", forum),
    Route("/kenh-chinh-thuc.csv", channel),
]  # fmt: skip
