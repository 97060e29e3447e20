"""Web push (RFC 8030, 8291, 8292): a short text, sealed for one browser, signed with the keys of this home."""

import base64
import hashlib
import json
import logging
from functools import cache
from urllib.parse import urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from haidang.core.directory.models import Person
from haidang.core.notices import endpoints
from haidang.core.notices.models import Subscription
from haidang.kernel import clock, home, outgoing
from haidang.kernel.action import Invalid
from haidang.provinces import pack

from .letter import Letter, Line, Undeliverable

SECONDS = 6.0
KEPT_BY_SERVICE = 24 * 3600
GONE = (404, 410)
LONGEST = 1000  # signs; a push service takes 4096 octets
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the group of P-256: private keys lie between."""
log = logging.getLogger(__name__)


@cache
def _key() -> ec.EllipticCurvePrivateKey:
    drawn = int.from_bytes(hashlib.sha512(home.secret("vapid").encode()).digest())
    return ec.derive_private_key(drawn % (ORDER - 1) + 1, ec.SECP256R1())


def public_key() -> str:
    """What a browser subscribes with (`applicationServerKey`), base64url."""
    raw = _key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def send(line: Line, letter: Letter) -> str:
    """Send to every browser of an account; `letter.address` is the account. Browsers that are gone are forgotten.

    Raises Undeliverable when there is none left, ConnectionError when none of them could be reached.
    """
    rows = list(Subscription.objects.filter(person__account=letter.address))
    reached = [_reached(row, letter) for row in rows]
    if not rows or all(one is None for one in reached):
        raise Undeliverable("no browser of this account takes push messages any more")
    if not any(reached):
        raise ConnectionError(f"{len(rows)} push services did not answer")
    return ""


def _reached(row: Subscription, letter: Letter) -> bool | None:
    """Whether the service took it; None when the browser is gone."""
    try:
        endpoints.checked(row.endpoint)
        status = deliver(row, letter)
    except Invalid:
        status = GONE[0]
    except httpx.HTTPError as error:
        log.warning("push service %s: %s", urlsplit(row.endpoint).hostname, type(error).__name__)
        return False
    if status in GONE:
        row.delete()
        return None
    if status >= 400:
        log.warning("push service %s answered %s", urlsplit(row.endpoint).hostname, status)
        return False
    Subscription.objects.filter(pk=row.pk).update(sent_at=clock.now())
    return True


def deliver(row: Subscription, letter: Letter) -> int:
    """Seal and send one message; the status the service answers. Raises httpx.HTTPError."""
    keys = {"p256dh": row.p256dh, "auth": row.auth}
    from pywebpush import WebPusher  # loads aiohttp and requests: only for the process that sends

    sealed = WebPusher({"endpoint": row.endpoint, "keys": keys}).encode(_payload(letter), "aes128gcm")
    headers = _signature(row.endpoint) | {
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_BY_SERVICE),
    }
    with outgoing.client(SECONDS) as client:
        return client.post(row.endpoint, content=bytes(sealed["body"]), headers=headers).status_code


def _payload(letter: Letter) -> bytes:
    title, _newline, body = letter.text.partition("\n")
    said = {"title": title, "body": body[:LONGEST], "url": letter.link or "/app/me/messages/"}
    return json.dumps(said | ({"mark": letter.mark} if letter.mark else {}), ensure_ascii=False).encode()


def _signature(endpoint: str) -> dict[str, str]:
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "sub": f"mailto:noreply@{pack.chosen().province.email_domain}",
        "exp": int(clock.now().timestamp()) + 12 * 3600,
    }
    signed: dict[str, str] = Vapid02(_key()).sign(claims)
    return signed


def has_browser(person: Person) -> bool:
    return Subscription.objects.filter(person=person).exists()
