"""An OpenID Connect issuer of the demo, in the manner of VNeID: one chooses an invented citizen and consents. Invented.

    GET  /identity/.well-known/openid-configuration, /identity/jwks
    GET  /identity/authorize   the page on which one chooses and consents; POST answers it
    POST /identity/token       code with PKCE verifier -> ID token (ES256) and access token
    GET  /identity/userinfo
    POST /identity/rotate      another signing key from now on; the old one stays in the set for tokens on their way

Codes are good once and for a minute. `fault` in the form of /authorize makes a wrong token for tests: nonce, audience,
expired, early, signature.
"""

import base64
import hashlib
import secrets
import threading
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from haidang.kernel import clock, home

CLIENT, SECRET = "haidang", "identity-vneid"
CODE_LASTS, TOKEN_LASTS = 60, 300  # seconds
SUBJECT = "sim-{number}"
ASKED = ("client_id", "redirect_uri", "state", "nonce", "code_challenge", "scope")


@dataclass(frozen=True, slots=True)
class Invented:
    """Nobody real: the first three digits of the number are no province's, the telephone range belongs to nobody."""

    number: str
    name: str
    birthdate: str
    gender: str
    phone: str
    residence: str

    def claims(self) -> dict[str, str]:
        return {
            "sub": SUBJECT.format(number=self.number[-4:]), "name": self.name, "identity_number": self.number,
            "birthdate": self.birthdate, "gender": self.gender, "phone_number": self.phone, "residence": self.residence,
        }  # fmt: skip


PEOPLE = tuple(
    Invented(f"000{century}{year}00{at:04d}", name, f"{full}-{day}", gender, f"09900000{at:02d}", place)
    for at, (name, century, year, full, day, gender, place) in enumerate(
        (
            ("Lê Thị Thu Hương", "1", "88", 1988, "03-14", "Nữ", "12 Trần Phú, phường Vũng Tàu"),
            ("Nguyễn Văn Bình", "0", "75", 1975, "07-02", "Nam", "45 Lê Lợi, phường Vũng Tàu"),
            ("Trần Thị Mai", "1", "93", 1993, "11-20", "Nữ", "Tổ 5, phường Rạch Dừa"),
            ("Phạm Quốc Huy", "2", "01", 2001, "01-09", "Nam", "8 Hoàng Hoa Thám, phường Tam Thắng"),
            ("Võ Thị Ngọc Ánh", "1", "66", 1966, "05-30", "Nữ", "Ấp Phước Lộc, xã Phước Hải"),
            ("Đặng Minh Khoa", "0", "82", 1982, "09-17", "Nam", "Phường Bà Rịa"),
            ("Huỳnh Thị Sáu", "1", "48", 1948, "02-11", "Nữ", "Xã Long Điền"),
            ("Bùi Gia Bảo", "2", "07", 2007, "08-25", "Nam", "Phường Phú Mỹ"),
            ("Điểu Thị Lan", "1", "90", 1990, "12-03", "Nữ", "Xã Châu Đức"),
            ("Lý Thanh Tùng", "0", "58", 1958, "04-19", "Nam", "Đặc khu Côn Đảo"),
            ("Ngô Hải Yến", "3", "04", 2004, "06-06", "Nữ", "Phường Long Hương"),
            ("Trương Công Đạt", "0", "96", 1996, "10-28", "Nam", "Xã Xuyên Mộc"),
        ),
        start=1,
    )
)


@dataclass
class Granted:
    """A code on its way: for whom, for which client, and what it must be answered with."""

    person: Invented
    asked: dict[str, str]
    at: float
    fault: str = ""


@dataclass
class Desk:
    """What the issuer remembers while it runs."""

    keys: list[ECKey] = field(default_factory=lambda: [_new_key()])
    codes: dict[str, Granted] = field(default_factory=dict)
    tokens: dict[str, Invented] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


def _new_key() -> ECKey:
    return ECKey.generate_key("P-256", {"kid": secrets.token_hex(6), "use": "sig", "alg": "ES256"}, private=True)


desk = Desk()


def _here(request: Request) -> str:
    return f"{str(request.base_url).rstrip('/')}/identity"


async def discovery(request: Request) -> JSONResponse:
    here = _here(request)
    return JSONResponse(
        {
            "issuer": here,
            "authorization_endpoint": f"{here}/authorize",
            "token_endpoint": f"{here}/token",
            "userinfo_endpoint": f"{here}/userinfo",
            "jwks_uri": f"{here}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "code_challenge_methods_supported": ["S256"],
            "acr_values_supported": ["LoA1", "LoA2"],
        }
    )


async def jwks(request: Request) -> JSONResponse:
    return JSONResponse(KeySet(list(desk.keys)).as_dict(private=False))


async def rotate(request: Request) -> JSONResponse:
    with desk.lock:
        desk.keys = [_new_key(), desk.keys[0]]
    return JSONResponse({"keys": [one.kid for one in desk.keys]})


async def authorize(request: Request) -> Response:
    asked = {name: request.query_params.get(name, "") for name in ASKED}
    if asked["client_id"] != CLIENT or not asked["code_challenge"]:
        return HTMLResponse(_sheet("<p>Hệ thống gọi tới chưa đăng ký ở đây.</p>"), status_code=400)
    hidden = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in asked.items())
    choices = "".join(
        f'<label><input type="radio" name="who" value="{one.number}" {"checked" if not at else ""}> '
        f"<b>{escape(one.name)}</b><br><small>{one.number} · {escape(one.residence)}</small></label>"
        for at, one in enumerate(PEOPLE)
    )
    return HTMLResponse(
        _sheet(
            f"<p>Hệ thống của tỉnh xin biết: họ tên, số định danh, ngày sinh, giới tính, điện thoại, nơi cư trú.</p>"
            f'<form method="post" action="authorize">{hidden}<fieldset><legend>Bạn là ai</legend>{choices}</fieldset>'
            '<button name="answer" value="yes">Đồng ý</button> <button name="answer" value="no" class="no">Không</button></form>'
        )
    )


async def consent(request: Request) -> Response:
    form = {name: str(value) for name, value in (await request.form()).items()}
    person = next((one for one in PEOPLE if one.number == form.get("who")), None)
    back, state = form.get("redirect_uri", ""), form.get("state", "")
    if form.get("answer") != "yes" or person is None:
        return RedirectResponse(f"{back}?{urlencode({'error': 'access_denied', 'state': state})}", 303)
    code = secrets.token_urlsafe(24)
    asked = {name: form.get(name, "") for name in ASKED}
    with desk.lock:
        desk.codes[code] = Granted(person, asked, clock.now().timestamp(), form.get("fault", ""))
    return RedirectResponse(f"{back}?{urlencode({'code': code, 'state': state})}", 303)


async def token(request: Request) -> JSONResponse:
    form = {name: str(value) for name, value in (await request.form()).items()}
    with desk.lock:
        granted = desk.codes.pop(form.get("code", ""), None)
    if granted is None or not _is_right(granted, form):
        return JSONResponse({"error": "invalid_grant"}, status_code=400)
    access = secrets.token_urlsafe(24)
    desk.tokens[access] = granted.person
    signed = _id_token(_here(request), granted)
    return JSONResponse({"access_token": access, "token_type": "Bearer", "expires_in": TOKEN_LASTS, "id_token": signed})


def _is_right(granted: Granted, form: dict[str, str]) -> bool:
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return (
        clock.now().timestamp() - granted.at < CODE_LASTS
        and form.get("client_id") == CLIENT
        and secrets.compare_digest(form.get("client_secret", ""), home.secret(SECRET))
        and form.get("redirect_uri") == granted.asked["redirect_uri"]
        and secrets.compare_digest(challenge, granted.asked["code_challenge"])
    )


def _id_token(issuer: str, granted: Granted) -> str:
    now, fault = int(clock.now().timestamp()), granted.fault
    shift = {"expired": -3600, "early": 3600}.get(fault, 0)
    claims: dict[str, Any] = {
        "iss": issuer,
        "aud": "somebody-else" if fault == "audience" else CLIENT,
        "sub": granted.person.claims()["sub"],
        "nonce": "another" if fault == "nonce" else granted.asked["nonce"],
        "iat": now + shift,
        "exp": now + shift + TOKEN_LASTS,
        "acr": "LoA2",
    }
    key = desk.keys[0]
    signed_with = _new_key() if fault == "signature" else key
    return jwt.encode({"alg": "ES256", "kid": key.kid}, claims, signed_with)


async def userinfo(request: Request) -> JSONResponse:
    person = desk.tokens.get(request.headers.get("authorization", "").removeprefix("Bearer "))
    if person is None:
        return JSONResponse({"error": "invalid_token"}, status_code=401)
    return JSONResponse(person.claims())


STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:30rem;margin:0 auto;padding:1rem;background:#f4f6f8;color:#141c24}"
    "label{display:block;padding:.6rem 0;border-top:1px solid #d9e0e6;min-height:2.75rem}"
    "fieldset{border:0;background:#fff;border-radius:12px;padding:.5rem 1rem 1rem;margin:0 0 1rem}legend{font-weight:700;padding-top:1rem}"
    "button{min-height:2.75rem;padding:0 1.5rem;border:0;border-radius:8px;background:#8a1c1c;color:#fff;font:inherit;font-weight:700}"
    ".no{background:#e8ecf0;color:#141c24}em{display:block;border:1px dashed #5b6874;padding:.3rem .6rem;text-align:center}"
)


def _sheet(body: str) -> str:
    return (
        '<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Định danh điện tử (mô phỏng)</title><style>{STYLE}</style><main><h1>Định danh điện tử</h1>"
        f"<em>MÔ PHỎNG: không phải VNeID, mọi người ở đây đều bịa</em>{body}</main></html>"
    )


routes = [
    Route("/.well-known/openid-configuration", discovery),
    Route("/jwks", jwks),
    Route("/authorize", authorize),
    Route("/authorize", consent, methods=["POST"]),
    Route("/token", token, methods=["POST"]),
    Route("/userinfo", userinfo),
    Route("/rotate", rotate, methods=["POST"]),
]
