"""An invented remote signing service with the interface of VNPT SmartCA v4 (fields from public code, trust C).

People confirm on a small page that stands for their telephone, `/signing/phone/<number>`. Some numbers answer by themselves:

    079001000001  a person with a telephone: confirm or reject on the page
    079001000002  confirms after two seconds
    079001000003  rejects after one second
    079001000004  never answers, and their requests run out after two seconds
    079001000005  their telephone signs something else
"""

import asyncio
import base64
import os
import secrets
import time
from dataclasses import dataclass, field
from functools import cache
from html import escape
from typing import Any
from urllib.parse import urlsplit

import httpx
from asn1crypto import keys, tsp
from asn1crypto import x509 as plain
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from haidang.core.documents.crafts import trial_keys
from haidang.kernel import home, outgoing

NAMES = {
    "079001000001": "Phạm Thị Hải (mô phỏng)",
    "079001000002": "Lê Văn Nhanh (mô phỏng)",
    "079001000003": "Trần Văn Chối (mô phỏng)",
    "079001000004": "Đỗ Thị Vắng (mô phỏng)",
    "079001000005": "Võ Văn Lạc (mô phỏng)",
}
SOON = {"079001000002": ("confirm", 2.0), "079001000003": ("reject", 1.0)}
LASTS = 300.0
SHORT_LIVED = {"079001000004": 2.0}
WRONG = "079001000005"
WAITING, CANCELLED, EXPIRED = "sig_wait_for_user_confirm", 4002, 4001
CONNECTOR = "smartca"
SP_PASSWORD = "smartca-demo"  # noqa: S105 - the name of a secret of the home
DER = serialization.Encoding.DER


@dataclass
class Wanted:
    """A request for signatures; `files` are hashes (hexadecimal) by doc_id."""

    code: str
    user: str
    why: str
    files: dict[str, str]
    ends: float
    state: str = "waiting"
    signed: list[dict[str, str]] = field(default_factory=list)

    def now(self) -> str:
        if self.state == "waiting" and time.monotonic() > self.ends:
            self.state = "expired"
        return self.state


wanted: dict[str, Wanted] = {}


def webhook() -> str:
    """Where the centre listens: the port before ours, unless it is said otherwise."""
    here = urlsplit(os.environ.get("HAIDANG_OUTSIDE", "http://localhost:8001"))
    port = os.environ.get("HAIDANG_PORT") or (here.port or 8001) - 1
    return os.environ.get("HAIDANG_SIGNING_HOOK", f"http://localhost:{port}/signing/hook/{CONNECTOR}/")


@cache
def key_of(user: str) -> rsa.RSAPrivateKey:
    """A person's key, as long as this service runs."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def certificate_of(user: str) -> bytes:
    return trial_keys.issued(_secret(), NAMES[user], user, key_of(user).public_key()).public_bytes(DER)


def _secret() -> str:
    return home.secret(trial_keys.SECRET)


def _said(status: int, message: str, **data: Any) -> JSONResponse:
    return JSONResponse({"status_code": status, "message": message, "data": data})


async def get_certificate(request: Request) -> Response:
    body = await request.json()
    if body.get("sp_password") != home.secret(SP_PASSWORD):
        return _said(401, "invalid_sp_credentials")
    user = str(body.get("user_id", ""))
    if user not in NAMES:
        return _said(404, "user_not_found")
    root = trial_keys.authority(_secret()).certificate.public_bytes(DER)
    cert = await asyncio.to_thread(certificate_of, user)
    serial = f"{plain.Certificate.load(cert).serial_number:x}"
    kept = {
        "cert_id": serial, "serial_number": serial, "cert_data": base64.b64encode(cert).decode(),
        "chain_data": {"ca_cert": base64.b64encode(root).decode(), "root_cert": None},
    }  # fmt: skip
    return _said(200, "SUCCESS", user_certificates=[kept])


async def sign(request: Request) -> Response:
    body = await request.json()
    user = str(body.get("user_id", ""))
    if body.get("sp_password") != home.secret(SP_PASSWORD):
        return _said(401, "invalid_sp_credentials")
    files = {str(one["doc_id"]): str(one["data_to_be_signed"]) for one in body.get("sign_files", [])}
    if user not in NAMES or not files or any(len(one) != 64 for one in files.values()):
        return _said(400, "invalid_request")
    ends = time.monotonic() + SHORT_LIVED.get(user, LASTS)
    one = Wanted(secrets.token_hex(12), user, str(body.get("transaction_desc", ""))[:300], files, ends)
    wanted[one.code] = one
    while len(wanted) > 500:
        wanted.pop(next(iter(wanted)))
    later = BackgroundTask(_by_itself, one) if user in SOON else None
    told = {"transaction_id": body.get("transaction_id", ""), "tran_code": one.code}
    answer = _said(200, WAITING, **told)
    answer.background = later
    return answer


async def _by_itself(one: Wanted) -> None:
    verb, seconds = SOON[one.user]
    await asyncio.sleep(seconds)
    await end(one, verb)


async def end(one: Wanted, verb: str) -> None:
    """The person has pressed a button; the centre is told, if it listens."""
    if one.now() != "waiting":
        return
    if verb == "confirm":
        one.signed = [await asyncio.to_thread(_signed, one.user, key, told) for key, told in one.files.items()]
        one.state = "confirmed"
    else:
        one.state = "cancelled"
    try:
        async with httpx.AsyncClient(trust_env=False, verify=outgoing.trusted(), timeout=20) as client:
            await client.post(webhook(), json=outcome(one) | {"tran_code": one.code})
    except httpx.HTTPError:
        return  # they ask by themselves


def _signed(user: str, key: str, told: str) -> dict[str, str]:
    what = bytes.fromhex(told) if user != WRONG else bytes(32)
    value = key_of(user).sign(what, padding.PKCS1v15(), Prehashed(hashes.SHA256()))
    return {"doc_id": key, "signature_value": base64.b64encode(value).decode(), "timestamp_signature": ""}


def outcome(one: Wanted) -> dict[str, Any]:
    """As the status address and the webhook say it."""
    match one.now():
        case "confirmed":
            return {
                "status_code": 200,
                "message": "SUCCESS",
                "data": {"tran_code": one.code, "signed_files": one.signed},
            }
        case "cancelled":
            return {"status_code": CANCELLED, "message": "sig_user_reject", "data": {"tran_code": one.code}}
        case "expired":
            return {"status_code": EXPIRED, "message": "sig_expired", "data": {"tran_code": one.code}}
    return {"status_code": 200, "message": WAITING, "data": {"tran_code": one.code}}


async def status(request: Request) -> Response:
    one = wanted.get(request.path_params["code"])
    return JSONResponse(outcome(one)) if one else _said(404, "transaction_not_found")


async def phone(request: Request) -> Response:
    """What a person sees on their telephone."""
    user = request.path_params["user"]
    if user not in NAMES:
        return HTMLResponse("?", status_code=404)
    rows = [one for one in wanted.values() if one.user == user and one.now() == "waiting"]
    asked = "".join(
        f"<li><p>{escape(one.why)} ({len(one.files)})</p>"
        f"<form method=post action='/signing/phone/{user}/{one.code}/confirm'><button>Xác nhận ký</button></form>"
        f"<form method=post action='/signing/phone/{user}/{one.code}/reject'><button>Từ chối</button></form></li>"
        for one in reversed(rows)
    )
    return HTMLResponse(
        "<!doctype html><html lang=vi><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>Ký số mô phỏng</title><h1>{escape(NAMES[user])}</h1><p>Dịch vụ ký mô phỏng, không có giá trị.</p>"
        f"<ul>{asked or '<li>Không có yêu cầu ký nào.'}</ul>"
    )


async def press(request: Request) -> Response:
    one = wanted.get(request.path_params["code"])
    if (
        one is not None
        and one.user == request.path_params["user"]
        and request.path_params["verb"] in ("confirm", "reject")
    ):
        await end(one, request.path_params["verb"])
    return RedirectResponse(f"/signing/phone/{request.path_params['user']}", status_code=303)


async def stamp(request: Request) -> Response:
    """A time stamp (RFC 3161)."""
    asked = tsp.TimeStampReq.load(await request.body())
    made = await asyncio.to_thread(lambda: _stamper().request_tsa_response(asked))
    return Response(made.dump(), media_type="application/timestamp-reply")


@cache
def _stamper() -> Any:
    from pyhanko.sign.timestamps import DummyTimeStamper

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    cert = trial_keys.issued(_secret(), "Dấu thời gian mô phỏng", "tsa", key.public_key(), for_time=True)
    shape = DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return DummyTimeStamper(
        plain.Certificate.load(cert.public_bytes(DER)), keys.PrivateKeyInfo.load(key.private_bytes(*shape))
    )


routes = [
    Route("/v1/credentials/get_certificate", get_certificate, methods=["POST"]),
    Route("/v1/signatures/sign", sign, methods=["POST"]),
    Route("/v1/signatures/sign/{code}/status", status, methods=["POST"]),
    Route("/phone/{user}", phone),
    Route("/phone/{user}/{code}/{verb}", press, methods=["POST"]),
    Route("/tsa", stamp, methods=["POST"]),
]
