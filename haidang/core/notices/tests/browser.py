"""The browser of a test: subscribes with keys of its own and opens what was sealed for it (RFC 8291)."""

import base64
import json
import os

import http_ece
import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from haidang.kernel.outgoing import trusted


def words(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Browser:
    """What a browser makes when it subscribes, and what it reads of a message."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint, self.key, self.secret = endpoint, ec.generate_private_key(ec.SECP256R1()), os.urandom(16)

    @property
    def keys(self) -> dict[str, str]:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"p256dh": words(point), "auth": words(self.secret)}

    def taken(self) -> list[dict]:
        with httpx.Client(verify=trusted(), trust_env=False) as web:
            return web.get(self.endpoint).json()

    def read(self, body: str) -> dict:
        sealed = base64.b64decode(body)
        return json.loads(http_ece.decrypt(sealed, private_key=self.key, auth_secret=self.secret, version="aes128gcm"))
