"""Systems of other bodies that a demo reads figures from. All numbers are made up from the date; some bodies misbehave.

GET /figures/hotline.json      calls to 1022, a row a day; answers 304 to If-None-Match
GET /figures/customs.csv       exports and imports, a row a month, numbers as 1.234,5
GET /figures/power.html        a page with a table of power sold, a row a month
GET /figures/meetings          a login page in place of figures, as a system does whose session has ended
GET /figures/changed.csv       the table of customs with its columns renamed
GET /figures/slow, /figures/large, /figures/inside    for trying what a reader must stand
"""

import asyncio
import hashlib
import math
from collections.abc import AsyncIterator
from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import BaseRoute, Route

from haidang.kernel import clock
from haidang.kernel.periods import Period, containing

DAYS, MONTHS = 60, 36
SLOW_S = 30


def _noise(word: str) -> float:
    """-1..1, the same for the same word."""
    return int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big") / 2**31 - 1


def _days() -> list[date]:
    return [clock.today() - timedelta(days=back) for back in range(DAYS, 0, -1)]


def _months() -> list[Period]:
    newest = containing(clock.today(), "month").previous
    return [newest.moved(-back) for back in range(MONTHS - 1, -1, -1)]


async def hotline(request: Request) -> Response:
    days = _days()
    mark = f'"{days[-1].isoformat()}"'
    if request.headers.get("if-none-match") == mark:
        return Response(status_code=304, headers={"etag": mark})
    rows = []
    for day in days:
        calls = round((520 if day.weekday() < 5 else 330) * (1 + 0.12 * _noise(f"calls {day}")))
        rows.append({
            "ngay": day.isoformat(), "cuoc_goi": calls, "tra_loi": round(calls * (0.94 + 0.03 * _noise(f"answered {day}"))),
            "cho_giay": round(26 + 9 * _noise(f"wait {day}"), 1),
        })  # fmt: skip
    return JSONResponse({"simulated": True, "data": {"items": rows}}, headers={"etag": mark})


def _vietnamese(value: float) -> str:
    return f"{value:,.1f}".translate(str.maketrans(",.", ".,"))


def _customs(head: str) -> str:
    lines = [head]
    for number, month in enumerate(_months()):
        season = 1 + 0.08 * math.sin(month.first.month / 12 * 2 * math.pi)
        out = 3150 * (1.004**number) * season * (1 + 0.05 * _noise(f"out {month.text}"))
        into = 2480 * (1.003**number) * season * (1 + 0.06 * _noise(f"in {month.text}"))
        lines.append(f"{month.first:%m/%Y};{_vietnamese(out)};{_vietnamese(into)}")
    return "\n".join(lines) + "\n"


async def customs(_request: Request) -> Response:
    return PlainTextResponse(_customs("thang;xuat_khau;nhap_khau"), media_type="text/csv")


async def changed(_request: Request) -> Response:
    return PlainTextResponse(_customs("ky;gia_tri_xk;gia_tri_nk"), media_type="text/csv")


async def power(_request: Request) -> Response:
    rows = []
    for number, month in enumerate(_months()):
        hot = 1 + 0.1 * math.sin((month.first.month - 1) / 12 * 2 * math.pi)
        sold = 1290 * (1.004**number) * hot * (1 + 0.03 * _noise(f"power {month.text}"))
        rows.append(f'<tr class="thang"><td>{month.first:%m/%Y}</td><td class="so">{_vietnamese(sold)}</td></tr>')
    table = f"<table><tr><th>Tháng</th><th>Triệu kWh</th></tr>{''.join(rows)}</table>"
    return HTMLResponse(f"<!doctype html><title>Điện thương phẩm (mô phỏng)</title>{table}")


async def meetings(_request: Request) -> Response:
    return HTMLResponse("<!doctype html><html><head><title>Đăng nhập hệ thống văn bản (mô phỏng)</title></head></html>")


async def slow(_request: Request) -> Response:
    await asyncio.sleep(SLOW_S)
    return JSONResponse([])


async def large(_request: Request) -> Response:
    async def parts() -> AsyncIterator[bytes]:
        for _part in range(100):
            yield b"x" * 100_000

    return StreamingResponse(parts(), media_type="text/csv")


async def inside(_request: Request) -> Response:
    return RedirectResponse("http://169.254.169.254/latest/meta-data")


async def guarded(request: Request) -> Response:
    if request.headers.get("authorization") != "Bearer open-sesame":
        return JSONResponse({"error": "who are you?"}, status_code=401)
    return JSONResponse([{"month": "2026-10", "tons": 12.5}])


routes: list[BaseRoute] = [
    Route("/hotline.json", hotline), Route("/customs.csv", customs), Route("/power.html", power),
    Route("/meetings", meetings), Route("/changed.csv", changed), Route("/slow", slow), Route("/large", large),
    Route("/inside", inside), Route("/guarded", guarded),
]  # fmt: skip
