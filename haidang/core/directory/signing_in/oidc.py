"""Sign-in at another body by OpenID Connect Core 1.0: authorization code with PKCE (RFC 7636), state and nonce.

The ID token's signature, issuer, audience, times and nonce are checked even though it comes straight from the issuer.
See docs/why/identity.md.
"""

import base64
import hashlib
import logging
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

import httpx
from django.core.cache import cache
from django.utils.translation import gettext as _
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from haidang.kernel import clock, outgoing
from haidang.provinces import connectors
from haidang.provinces.facts import Connector

from .proofs import NotProven, Proof

SECONDS = 6.0
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
SKEW = timedelta(seconds=90)
"""How far the clocks of two honest bodies may differ."""
FLOW_LASTS = timedelta(minutes=15)
KEPT_FOR = timedelta(hours=1)
MOST = 2**20
CLAIMS = {
    "name": "name", "identity": "identity_number", "birth_date": "birthdate", "gender": "gender", "phone": "phone_number",
    "email": "email", "address": "residence", "account": "preferred_username",
}  # fmt: skip
"""Our names and the issuer's usual ones; `claim.<ours>` in the settings of the connector says otherwise."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Flow:
    """What the browser's session keeps between leaving and coming back; good once."""

    key: str
    state: str
    nonce: str
    verifier: str
    back: str
    at: str

    def kept(self) -> dict[str, str]:
        return asdict(self)

    @property
    def is_fresh(self) -> bool:
        return clock.now() - datetime.fromisoformat(self.at) < FLOW_LASTS


def begin(connector: Connector, back: str) -> tuple[str, Flow]:
    """Where to send the browser, and what to keep. `back` is our own address. Raises NotProven when the issuer is away."""
    flow = Flow(
        connector.key, secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), back,
        clock.now().isoformat(),
    )  # fmt: skip
    asked = {
        "response_type": "code",
        "client_id": connector.client,
        "redirect_uri": back,
        "scope": connector.settings.get("scope", "openid profile"),
        "state": flow.state,
        "nonce": flow.nonce,
        "code_challenge": _challenge(flow.verifier),
        "code_challenge_method": "S256",
    }
    if "acr_values" in connector.settings:
        asked["acr_values"] = connector.settings["acr_values"]
    return f"{_endpoint(connector, 'authorization_endpoint')}?{urlencode(asked)}", flow


def finish(connector: Connector, flow: Flow, code: str) -> Proof:
    """What the issuer says of whoever came back with a code. Raises NotProven."""
    if not flow.is_fresh:
        raise NotProven(_("Lần đăng nhập này đã quá 15 phút. Bắt đầu lại."))
    with _asking(connector) as client:
        answer = _json(client.post(_endpoint(connector, "token_endpoint"), data=_exchange(connector, flow, code)))
        said = _checked(connector, str(answer.get("id_token", "")), flow.nonce)
        said |= _userinfo(client, connector, str(answer.get("access_token", "")), said["sub"])
    claims = _claims(connector, said)
    verified = frozenset(name for name in claims if said.get(f"{_named(connector)[name]}_verified") is True)
    return Proof("issuer", str(said["sub"]), connector.key, str(said.get("acr", "")), claims, verified)


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _exchange(connector: Connector, flow: Flow, code: str) -> dict[str, str]:
    return {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": flow.back,
        "client_id": connector.client,
        "client_secret": connectors.secret_of(connector),
        "code_verifier": flow.verifier,
    }


class _asking:  # noqa: N801 - read as a word: `with _asking(connector)`
    """A client for one issuer; whatever goes wrong on the way is said in plain words."""

    def __init__(self, connector: Connector) -> None:
        self._key = connector.key
        self._client = outgoing.client(SECONDS)

    def __enter__(self) -> httpx.Client:
        return self._client.__enter__()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: Any) -> None:
        self._client.__exit__(kind, error, trace)
        if isinstance(error, httpx.HTTPStatusError) and error.response.status_code == 400:
            raise NotProven(
                _("Nơi định danh không nhận lần đăng nhập này: mã đã dùng hoặc quá hạn. Bắt đầu lại.")
            ) from error
        if isinstance(error, httpx.HTTPError | ValueError | TypeError):
            log.warning("identity issuer %s: %s", self._key, type(error).__name__)
            raise NotProven(
                _("Nơi định danh chưa trả lời. Thử lại sau ít phút, hoặc chọn cách đăng nhập khác.")
            ) from error


def _json(answer: httpx.Response) -> dict[str, Any]:
    answer.raise_for_status()
    if len(answer.content) > MOST:
        raise ValueError("too long an answer")
    said = answer.json()
    if not isinstance(said, dict):
        raise TypeError("not an object")
    return said


def _discovered(connector: Connector) -> dict[str, Any]:
    """The issuer's own description (OpenID Connect Discovery 1.0), kept for an hour."""
    known = f"oidc:{connector.key}:{connector.address}"
    found: dict[str, Any] | None = cache.get(known)
    if found is None:
        with _asking(connector) as client:
            found = _json(client.get(f"{connector.address}/.well-known/openid-configuration"))
            if found.get("issuer") != _issuer(connector):
                raise ValueError("speaks for another issuer")
        cache.set(known, found, timeout=KEPT_FOR.total_seconds())
    return found


def _issuer(connector: Connector) -> str:
    return connector.settings.get("issuer", connector.address)


def _endpoint(connector: Connector, name: str) -> str:
    """Raises NotProven unless it is said and its way is safe: https, or http on this machine for a simulated body."""
    where = str(_discovered(connector).get(name, ""))
    parts = urlsplit(where)
    is_here = connector.is_simulated and parts.hostname in ("localhost", "127.0.0.1")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_here):
        raise NotProven(_("Nơi định danh chưa được cấu hình đúng. Chọn cách đăng nhập khác."))
    return where


def _checked(connector: Connector, token: str, nonce: str) -> dict[str, Any]:
    """The claims of an ID token that is meant for us, now, and for this flow. Raises NotProven."""
    said = _decoded(connector, token)
    now, skew = clock.now().timestamp(), SKEW.total_seconds()
    audience = said.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    for_us = connector.client in audiences and said.get("azp", connector.client) == connector.client
    if said.get("iss") != _issuer(connector) or not for_us or not str(said.get("sub", "")):
        raise NotProven(_("Giấy xác nhận không dành cho hệ thống này. Bắt đầu lại."))
    if not secrets.compare_digest(str(said.get("nonce", "")), nonce):
        raise NotProven(_("Giấy xác nhận không thuộc lần đăng nhập này. Bắt đầu lại."))
    if float(said.get("exp", 0)) + skew <= now:
        raise NotProven(_("Giấy xác nhận đã hết hạn. Bắt đầu lại."))
    if float(said.get("iat", 0)) - skew > now:
        raise NotProven(
            _("Đồng hồ của hai bên lệch nhau; chúng tôi đã ghi nhận. Thử lại sau, hoặc chọn cách đăng nhập khác.")
        )
    return said


def _decoded(connector: Connector, token: str) -> dict[str, Any]:
    """With the issuer's keys as they are known; once more with fresh ones, for it may have changed them."""
    for is_fresh in (False, True):
        try:
            return dict(jwt.decode(token, _keys(connector, anew=is_fresh), algorithms=ALGORITHMS).claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            reason = error
    log.warning("identity issuer %s: %s", connector.key, type(reason).__name__)
    raise NotProven(_("Không xác minh được chữ ký của nơi định danh. Bắt đầu lại, hoặc chọn cách đăng nhập khác."))


def _keys(connector: Connector, *, anew: bool) -> KeySet:
    where = _endpoint(connector, "jwks_uri")
    known = f"jwks:{where}"
    found = None if anew else cache.get(known)
    if found is None:
        with _asking(connector) as client:
            found = _json(client.get(where))
        cache.set(known, found, timeout=KEPT_FOR.total_seconds())
    return KeySet.import_key_set(cast(KeySetSerialization, found))


def _userinfo(client: httpx.Client, connector: Connector, token: str, subject: str) -> dict[str, Any]:
    """What the issuer says besides; its subject must be the same (OpenID Connect Core 1.0, 5.3.4)."""
    if not token or "userinfo_endpoint" not in _discovered(connector):
        return {}
    where = _endpoint(connector, "userinfo_endpoint")
    said = _json(client.get(where, headers={"Authorization": f"Bearer {token}"}))
    if said.get("sub") != subject:
        raise NotProven(_("Nơi định danh trả lời về một người khác. Bắt đầu lại."))
    names = _named(connector).values()
    return {name: value for name, value in said.items() if name.removesuffix("_verified") in names}


def _named(connector: Connector) -> dict[str, str]:
    return {ours: connector.settings.get(f"claim.{ours}", theirs) for ours, theirs in CLAIMS.items()}


def _claims(connector: Connector, said: dict[str, Any]) -> dict[str, str]:
    found = {ours: said.get(theirs) for ours, theirs in _named(connector).items()}
    found = {name: one.get("formatted") if isinstance(one, dict) else one for name, one in found.items()}
    return {name: str(value)[:300] for name, value in found.items() if value not in (None, "")}
