"""A notice of a bank: proven by its signature, not older than a few minutes, taken once however often it is said."""

import base64
import hmac
from datetime import datetime
from typing import Annotated

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from msgspec import Meta, Struct

from haidang.api.v1.problems import answer
from haidang.core.payments import accounts
from haidang.core.payments.actions import hear_bank
from haidang.core.payments.transfers import Transfer
from haidang.core.sharing.signing import signature
from haidang.kernel import clock
from haidang.kernel.action import Invalid, system
from haidang.provinces import connectors
from haidang.provinces.facts import Connector

MOST_BYTES = 20_000
FRESH_FOR = 300  # seconds, both ways
WHO = system("bank")


class Data(Struct):
    """One transfer. `at` is when the bank booked it."""

    reference: str
    bank: str
    account: str
    amount: int
    memo: str
    at: Annotated[datetime, Meta(tz=True)]
    payer: str = ""


class Notice(Struct):
    type: str
    data: Data


@csrf_exempt
@require_POST
def notice(request: HttpRequest, key: str) -> HttpResponse:
    """200 with whether it is news; 401 for a signature that does not fit, 422 for what cannot be taken."""
    connector = connectors.by_key("bank", key)
    if connector is None:
        return answer(404, request.path)
    body = request.body
    if len(body) > MOST_BYTES:
        return answer(413)
    if not _is_proven(request, connector, body):
        return answer(401, "the signature does not fit, or the timestamp is older than five minutes")
    try:
        said = msgspec.json.decode(body, type=Notice)
    except msgspec.ValidationError as error:
        return answer(422, str(error))
    except msgspec.DecodeError as error:
        return answer(400, str(error))
    if said.type != "transfer.received":
        return _answered({"taken": False})
    return _taken(said.data)


def _is_proven(request: HttpRequest, connector: Connector, body: bytes) -> bool:
    at, message = request.headers.get("webhook-timestamp", ""), request.headers.get("webhook-id", "")
    if not (at.isascii() and at.isdigit()) or abs(int(at) - clock.now().timestamp()) > FRESH_FOR or not message:
        return False
    secret = "whsec_" + base64.b64encode(connectors.secret_of(connector).encode()).decode()
    right = signature(secret, message, int(at), body).encode()
    given = request.headers.get("webhook-signature", "").split()
    return bool(connector.secret) and any(hmac.compare_digest(right, one.encode()) for one in given)


def _taken(data: Data) -> HttpResponse:
    account = accounts.by_number(data.bank, data.account)
    if account is None:
        return answer(422, errors=[{"field": "account", "value": data.account, "error": "not an account of ours"}])
    told = Transfer(account, data.reference, data.amount, data.memo, data.at, data.payer)
    try:
        money, is_new = hear_bank(WHO, told)
    except Invalid as error:
        return answer(422, errors=[{"field": error.field, "value": str(error.value), "error": error.message}])
    return _answered({"taken": True, "new": is_new, "finding": money.finding})


def _answered(facts: dict[str, object]) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(facts), content_type="application/json")
