"""What the demo's issuers of identities have in common: OpenID Connect with code and PKCE, one chooses who one is.

    GET  /<issuer>/.well-known/openid-configuration, /<issuer>/jwks
    GET  /<issuer>/authorize   the page on which one chooses and consents; POST answers it
    POST /<issuer>/token       code with PKCE verifier -> ID token (ES256) and access token
    GET  /<issuer>/userinfo
    POST /<issuer>/rotate      another signing key from now on; the old one stays in the set for tokens on their way

Codes are good once and for a minute. `fault` in the form of /authorize makes a wrong token for tests: nonce, audience,
expired, early, signature; `unverified` an address that nobody checked.
"""

import base64
import hashlib
import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Protocol
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from haidang.kernel import clock, home

CODE_LASTS, TOKEN_LASTS = 60, 300  # seconds
ASKED = ("client_id", "redirect_uri", "state", "nonce", "code_challenge", "scope")


class Known(Protocol):
    """Somebody an issuer knows: chosen by `number`, told of by `claims` (`sub` among them)."""

    @property
    def number(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def about(self) -> str: ...
    def claims(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Granted:
    """A code on its way: for whom, for which client, and what it must be answered with."""

    person: Known
    asked: dict[str, str]
    at: float
    fault: str = ""


def _new_key() -> ECKey:
    return ECKey.generate_key("P-256", {"kid": secrets.token_hex(6), "use": "sig", "alg": "ES256"}, private=True)


@dataclass
class Issuer:
    """One issuer, and what it remembers while it runs. `secret` names the client's secret in the home."""

    path: str
    title: str
    note: str
    told: str
    client: str
    secret: str
    acr: str
    people: Callable[[], Sequence[Known]]
    keys: list[ECKey] = field(default_factory=lambda: [_new_key()])
    codes: dict[str, Granted] = field(default_factory=dict)
    tokens: dict[str, Granted] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route("/.well-known/openid-configuration", self.discovery),
            Route("/jwks", self.jwks),
            Route("/authorize", self.authorize),
            Route("/authorize", self.consent, methods=["POST"]),
            Route("/token", self.token, methods=["POST"]),
            Route("/userinfo", self.userinfo),
            Route("/rotate", self.rotate, methods=["POST"]),
        ]

    def _here(self, request: Request) -> str:
        return f"{str(request.base_url).rstrip('/')}/{self.path}"

    async def discovery(self, request: Request) -> JSONResponse:
        here = self._here(request)
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

    async def jwks(self, request: Request) -> JSONResponse:
        return JSONResponse(KeySet(list(self.keys)).as_dict(private=False))

    async def rotate(self, request: Request) -> JSONResponse:
        with self.lock:
            self.keys = [_new_key(), self.keys[0]]
        return JSONResponse({"keys": [one.kid for one in self.keys]})

    async def authorize(self, request: Request) -> Response:
        asked = {name: request.query_params.get(name, "") for name in ASKED}
        if asked["client_id"] != self.client or not asked["code_challenge"]:
            return HTMLResponse(self._sheet("<p>Hệ thống gọi tới chưa đăng ký ở đây.</p>"), status_code=400)
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in asked.items()
        )
        choices = "".join(
            f'<label><input type="radio" name="who" value="{escape(one.number)}" {"checked" if not at else ""}> '
            f"<b>{escape(one.name)}</b><br><small>{escape(one.about)}</small></label>"
            for at, one in enumerate(self.people())
        )
        return HTMLResponse(
            self._sheet(
                f"<p>Hệ thống của tỉnh xin biết: {self.told}.</p>"
                f'<form method="post" action="authorize">{hidden}<fieldset><legend>Bạn là ai</legend>{choices}</fieldset>'
                '<button name="answer" value="yes">Đồng ý</button> '
                '<button name="answer" value="no" class="no">Không</button></form>'
            )
        )

    async def consent(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        person = next((one for one in self.people() if one.number == form.get("who")), None)
        back, state = form.get("redirect_uri", ""), form.get("state", "")
        if form.get("answer") != "yes" or person is None:
            return RedirectResponse(f"{back}?{urlencode({'error': 'access_denied', 'state': state})}", 303)
        code = secrets.token_urlsafe(24)
        asked = {name: form.get(name, "") for name in ASKED}
        with self.lock:
            self.codes[code] = Granted(person, asked, clock.now().timestamp(), form.get("fault", ""))
        return RedirectResponse(f"{back}?{urlencode({'code': code, 'state': state})}", 303)

    async def token(self, request: Request) -> JSONResponse:
        form = {name: str(value) for name, value in (await request.form()).items()}
        with self.lock:
            granted = self.codes.pop(form.get("code", ""), None)
        if granted is None or not self._is_right(granted, form):
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        access = secrets.token_urlsafe(24)
        self.tokens[access] = granted
        signed = self._id_token(self._here(request), granted)
        return JSONResponse(
            {"access_token": access, "token_type": "Bearer", "expires_in": TOKEN_LASTS, "id_token": signed}
        )

    def _is_right(self, granted: Granted, form: dict[str, str]) -> bool:
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return (
            clock.now().timestamp() - granted.at < CODE_LASTS
            and form.get("client_id") == self.client
            and secrets.compare_digest(form.get("client_secret", ""), home.secret(self.secret))
            and form.get("redirect_uri") == granted.asked["redirect_uri"]
            and secrets.compare_digest(challenge, granted.asked["code_challenge"])
        )

    def _id_token(self, issuer: str, granted: Granted) -> str:
        now, fault = int(clock.now().timestamp()), granted.fault
        shift = {"expired": -3600, "early": 3600}.get(fault, 0)
        claims: dict[str, Any] = {
            "iss": issuer,
            "aud": "somebody-else" if fault == "audience" else self.client,
            "sub": granted.person.claims()["sub"],
            "nonce": "another" if fault == "nonce" else granted.asked["nonce"],
            "iat": now + shift,
            "exp": now + shift + TOKEN_LASTS,
            "acr": self.acr,
        }
        key = self.keys[0]
        signed_with = _new_key() if fault == "signature" else key
        return jwt.encode({"alg": "ES256", "kid": key.kid}, claims, signed_with)

    async def userinfo(self, request: Request) -> JSONResponse:
        granted = self.tokens.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        if granted is None:
            return JSONResponse({"error": "invalid_token"}, status_code=401)
        said = granted.person.claims()
        if granted.fault == "unverified":
            said = {name: False if name.endswith("_verified") else value for name, value in said.items()}
        return JSONResponse(said)

    def _sheet(self, body: str) -> str:
        return (
            '<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            f"<title>{self.title} (mô phỏng)</title><style>{STYLE}</style><main><h1>{self.title}</h1>"
            f"<em>{self.note}</em>{body}</main></html>"
        )


STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:30rem;margin:0 auto;padding:1rem;background:#f4f6f8;color:#141c24}"
    "label{display:block;padding:.6rem 0;border-top:1px solid #d9e0e6;min-height:2.75rem}"
    "fieldset{border:0;background:#fff;border-radius:12px;padding:.5rem 1rem 1rem;margin:0 0 1rem}legend{font-weight:700;padding-top:1rem}"
    "button{min-height:2.75rem;padding:0 1.5rem;border:0;border-radius:8px;background:#8a1c1c;color:#fff;font:inherit;font-weight:700}"
    ".no{background:#e8ecf0;color:#141c24}em{display:block;border:1px dashed #5b6874;padding:.3rem .6rem;text-align:center}"
)
