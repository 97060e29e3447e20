"""The client of a remote signing service with the interface of VNPT SmartCA v4 (fields and codes from public code, trust C).

It is given hashes, never documents. The signer confirms on their telephone within a few minutes.
"""

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

import httpx
from django.utils.translation import gettext as _

from haidang.kernel import outgoing
from haidang.kernel.action import Invalid, NotPossible
from haidang.provinces.connectors import secret_of
from haidang.provinces.facts import Connector

SECONDS = 8
WAITING = "sig_wait_for_user_confirm"
EXPIRED, CANCELLED = 4001, 4002
NO_SUCH_USER = 404


@dataclass(frozen=True, slots=True)
class Certificate:
    """Whom a signature is of; certificate and chain in DER or PEM."""

    serial: str
    certificate: bytes
    chain: list[bytes] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Answer:
    """How far a request is. `signatures` by doc_id once it is confirmed."""

    state: Literal["waiting", "confirmed", "cancelled", "expired", "failed"]
    signatures: dict[str, bytes] = field(default_factory=dict)
    why: str = ""


def certificate_of(connector: Connector, user: str, transaction: str) -> Certificate:
    """The signer's certificate. Raises NotPossible when the service is down, Invalid when it knows no such person."""
    told = _post(
        connector, "/v1/credentials/get_certificate", user_id=user, serial_number="", transaction_id=transaction
    )
    found = (told.get("data") or {}).get("user_certificates") or []
    if told.get("status_code") == NO_SUCH_USER or not found:
        raise Invalid("user", _("Dịch vụ ký không có chứng thư nào của số này. Xem lại số căn cước đã đăng ký ký số."))
    first = found[0]
    chain = first.get("chain_data") or {}
    several = chain.values() if isinstance(chain, dict) else chain
    return Certificate(
        str(first.get("serial_number", "")), base64.b64decode(first["cert_data"]),
        [base64.b64decode(one) for one in several if one],
    )  # fmt: skip


def sign(connector: Connector, user: str, serial: str, transaction: str, why: str, hashes: dict[str, str]) -> str:
    """Ask for signatures over hashes (hexadecimal) by doc_id; the request's code. Raises NotPossible, Invalid."""
    told = _post(
        connector, "/v1/signatures/sign", user_id=user, serial_number=serial, transaction_id=transaction,
        transaction_desc=why, time_stamp=f"{datetime.now(UTC):%Y%m%d%H%M%SZ}",
        sign_files=[
            {"doc_id": key, "file_type": "pdf", "sign_type": "hash", "data_to_be_signed": one} for key, one in hashes.items()
        ],
    )  # fmt: skip
    code = str((told.get("data") or {}).get("tran_code") or "")
    if told.get("message") != WAITING or not code:
        raise NotPossible(_("Dịch vụ ký không nhận yêu cầu: %(why)s") % {"why": told.get("message") or "?"})
    return code


def status(connector: Connector, code: str) -> Answer:
    """How far it is. Raises NotPossible when the service does not answer."""
    return read(_post(connector, f"/v1/signatures/sign/{code}/status"))


def read(told: dict[str, Any]) -> Answer:
    """An answer as the status address and the webhook give it. What cannot be read is a failure that says so."""
    data = told.get("data") if isinstance(told.get("data"), dict) else told
    files = (data or {}).get("signed_files") or (data or {}).get("signatures") or []
    if told.get("status_code") == CANCELLED:
        return Answer("cancelled", why=str(told.get("message", "")))
    if told.get("status_code") == EXPIRED:
        return Answer("expired", why=str(told.get("message", "")))
    if files:
        try:
            return Answer("confirmed", {str(one["doc_id"]): base64.b64decode(one["signature_value"]) for one in files})
        except (KeyError, TypeError, ValueError) as error:
            return Answer("failed", why=f"{type(error).__name__}: {error}"[:200])
    if told.get("message") == WAITING:
        return Answer("waiting")
    return Answer("failed", why=str(told.get("message") or told.get("status_code") or "?")[:200])


def _post(connector: Connector, path: str, **body: Any) -> dict[str, Any]:
    who = {"sp_id": connector.client, "sp_password": secret_of(connector)}
    address = f"{connector.address.rstrip('/')}{path}"
    try:
        with outgoing.client(SECONDS) as client:
            answer = client.post(address, json=who | body)
        told = answer.json()
    except (httpx.HTTPError, ValueError):
        raise NotPossible(_("Dịch vụ ký số từ xa không trả lời. Thử lại sau ít phút, hoặc ký cách khác.")) from None
    if answer.status_code >= 500 or not isinstance(told, dict):
        raise NotPossible(_("Dịch vụ ký số từ xa đang lỗi. Thử lại sau ít phút, hoặc ký cách khác."))
    return told
