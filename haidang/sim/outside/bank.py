"""A bank of the demo: one scans (pastes) a VietQR code and "pays"; the bank tells the centre by signed webhook. Invented.

    GET  /bank/pay?qr=…&back=…   what the code says, with a button that pays it
    POST /bank/pay               pays (form), then leads back
    POST /bank/transfers         the same for programs: {qr | account, memo, amount, payer, notify: now|later|twice}
    POST /bank/notices           sends the notices that wait ("later")
    GET  /bank/statement.csv     the day's transfers to an account, as banks give them out

The notice is a POST to <centre>/api/bank/<connector>/ with the headers of Standard Webhooks.
"""

import base64
import os
import threading
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from haidang.core.payments.vietqr import Transfer, Unreadable, read
from haidang.core.sharing.signing import headers
from haidang.kernel import clock, home, outgoing
from haidang.provinces import pack

TIMEOUT = 5.0  # seconds
BOM = "\ufeff"


@dataclass
class Booked:
    """A transfer that was made. `at` is when the bank booked it."""

    reference: str
    bank: str
    account: str
    amount: int
    memo: str
    payer: str
    at: datetime


@dataclass
class Book:
    """What the bank remembers while it runs."""

    booked: list[Booked] = field(default_factory=list)
    unsaid: list[Booked] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: count(1))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, asked: Transfer, amount: int, payer: str) -> Booked:
        with self.lock:
            now = clock.now()
            one = Booked(
                f"FT{now:%y%m%d%H%M%S}{next(self.numbers):05d}",
                asked.bank,
                asked.account,
                amount,
                asked.memo,
                payer,
                now,
            )
            self.booked.append(one)
            return one


BOOK = Book()


def secret(name: str) -> str:
    """The secret of a connector in the form that signatures are made with."""
    return "whsec_" + base64.b64encode(home.secret(name).encode()).decode()


def _connector(bank: str, account: str) -> tuple[str, str]:
    """Key and secret of the connector whose account it is; "" for an account of somebody else."""
    for one in pack.chosen().connectors:
        if one.kind == "bank" and (one.settings.get("bin"), one.settings.get("account")) == (bank, account):
            return one.key, secret(one.secret)
    return "", ""


def centre() -> str:
    port = os.environ.get("HAIDANG_PORT", "8000")
    return (os.environ.get("HAIDANG_URL") or f"http://127.0.0.1:{port}").rstrip("/")


def tell(one: Booked) -> int:
    """Say to the owner of the account that money has come; the answer's status, 0 when nobody answered."""
    key, proof = _connector(one.bank, one.account)
    if not key:
        return 404
    body = msgspec.json.encode({
        "type": "transfer.received", "timestamp": one.at,
        "data": {"reference": one.reference, "bank": one.bank, "account": one.account, "amount": one.amount,
                 "memo": f"MBVCB.{one.reference[-6:]}.{one.memo}.CT tu {one.payer}", "at": one.at, "payer": one.payer},
    })  # fmt: skip
    try:
        with outgoing.client(TIMEOUT) as client:
            sent = headers([proof], f"msg_{one.reference}", clock.now(), body)
            return client.post(f"{centre()}/api/bank/{key}/", content=body, headers=sent).status_code
    except httpx.HTTPError:
        return 0


async def transfers(request: Request) -> Response:
    given = await request.json()
    try:
        asked = read(given["qr"]) if "qr" in given else Transfer(given["bank"], given["account"], None, given["memo"])
    except Unreadable as error:
        return JSONResponse({"error": str(error)}, 422)
    one = BOOK.add(asked, int(given.get("amount") or asked.amount or 0), given.get("payer", "NGUYEN VAN A 0012345678"))
    how = given.get("notify", "now")
    if how == "later":
        BOOK.unsaid.append(one)
        return JSONResponse({"reference": one.reference, "notices": []})
    said = [await run_in_threadpool(tell, one) for _time in range(2 if how == "twice" else 1)]
    return JSONResponse({"reference": one.reference, "notices": said})


async def notices(request: Request) -> Response:
    waiting, BOOK.unsaid = BOOK.unsaid, []
    return JSONResponse([await run_in_threadpool(tell, one) for one in waiting])


async def pay(request: Request) -> Response:
    given = await request.form() if request.method == "POST" else request.query_params
    text, back = str(given.get("qr", "")), _own(str(given.get("back", "")))
    try:
        asked = read(text)
    except Unreadable as error:
        return _page(f"<p>{escape(str(error))}</p>" if text else "", text, back, 422 if text else 200)
    if request.method == "GET":
        return _page(_asked(asked, text, back), text, back)
    amount = str(given.get("amount", "")).strip()
    one = BOOK.add(asked, int(amount) if amount.isdigit() else asked.amount or 0, "NGUYEN VAN A 0012345678")
    said = await run_in_threadpool(tell, one)
    if back:
        return RedirectResponse(back, 303)
    return _page(f"<p>Đã chuyển, mã giao dịch <b>{one.reference}</b>; trung tâm trả lời {said}.</p>", "", "")


def _own(back: str) -> str:
    """Only back to the centre itself or to an address of this machine."""
    host = urlsplit(back).hostname
    return back if host in ("localhost", "127.0.0.1") or (host and host == urlsplit(centre()).hostname) else ""


def _asked(asked: Transfer, text: str, back: str) -> str:
    return (
        f"<dl><dt>Đến tài khoản</dt><dd>{escape(asked.account)} ({escape(asked.bank)})</dd><dt>Chủ tài khoản</dt>"
        f"<dd>{escape(asked.name)}</dd><dt>Nội dung</dt><dd>{escape(asked.memo)}</dd></dl>"
        f'<form method="post"><input type="hidden" name="qr" value="{escape(text)}">'
        f'<input type="hidden" name="back" value="{escape(back)}">'
        f'<label>Số tiền (đồng) <input name="amount" inputmode="numeric" value="{asked.amount or ""}"></label>'
        "<button>Chuyển tiền</button></form>"
    )


def _page(body: str, text: str, back: str, status: int = 200) -> HTMLResponse:
    ask = (
        f'<form method="get"><label>Nội dung mã VietQR <input name="qr" size="60" value="{escape(text)}"></label>'
        f'<input type="hidden" name="back" value="{escape(back)}"><button>Đọc mã</button></form>'
    )
    return HTMLResponse(
        '<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        "<title>Ngân hàng mô phỏng</title><style>body{font:17px/1.5 system-ui;max-width:30rem;margin:1rem auto;padding:0 1rem}"
        "button,input{font:inherit;min-height:44px;padding:.3rem .8rem;width:100%;box-sizing:border-box;margin:.3rem 0}"
        "header{border:2px dashed #9a4a00;padding:.4rem .8rem}dt{color:#555}dd{margin:0 0 .5rem;font-weight:600}"
        "</style><header><b>Ngân hàng mô phỏng</b><br>Không có tiền thật.</header>"
        f"<main><h1>Chuyển tiền</h1>{body or ask}</main></html>",
        status_code=status,
    )


async def statement(request: Request) -> Response:
    account = request.query_params.get("account", "")
    lines = [
        "Ngân hàng mô phỏng",
        f"Tài khoản;{account}",
        "STT;Ngày giao dịch;Mã giao dịch;Ghi nợ;Ghi có;Nội dung;Tài khoản đối ứng",
    ]
    own = [one for one in BOOK.booked if one.account == account]
    lines += [
        f"{at};{one.at:%d/%m/%Y %H:%M:%S};{one.reference};;{one.amount:,};{one.memo};{one.payer}"
        for at, one in enumerate(own, 1)
    ]
    return Response(BOM + "\r\n".join(lines), media_type="text/csv; charset=utf-8")


routes = [
    Route("/pay", pay, methods=["GET", "POST"]),
    Route("/", pay, methods=["GET"]),
    Route("/transfers", transfers, methods=["POST"]),
    Route("/notices", notices, methods=["POST"]),
    Route("/statement.csv", statement),
]
