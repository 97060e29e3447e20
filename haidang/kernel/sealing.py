"""Secrets of others that are kept in the database: sealed with a key of the home, so that a copy of the tables tells nothing."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken

from . import home


class Unsealable(ValueError):
    """Sealed with the key of another home, or changed since."""


def seal(text: str) -> bytes:
    return _key().encrypt(text.encode())


def unseal(sealed: bytes) -> str:
    """Raises Unsealable."""
    try:
        return _key().decrypt(bytes(sealed)).decode()
    except InvalidToken:
        raise Unsealable("sealed with another key: type the secret again") from None


def _key() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(home.secret("sealing").encode()).digest()))
