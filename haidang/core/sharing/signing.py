"""Signatures of deliveries, as the Standard Webhooks specification has them (HMAC-SHA256, `v1`).

    webhook-id: msg_3_4711
    webhook-timestamp: 1795226400
    webhook-signature: v1,<base64 of HMAC-SHA256(secret, "id.timestamp.body")>

The secret is `whsec_` and the base64 of its bytes. While a secret changes over both sign, the new one first.
"""

import base64
import hashlib
import hmac
import secrets as random_secrets
from collections.abc import Sequence
from datetime import datetime

PREFIX = "whsec_"


def new_secret() -> str:
    return PREFIX + base64.b64encode(random_secrets.token_bytes(24)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers(secrets: Sequence[str], message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    timestamp = int(at.timestamp())
    return {
        "content-type": "application/json",
        "user-agent": "haidang-webhook/1",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(one, message_id, timestamp, body) for one in secrets),
    }
