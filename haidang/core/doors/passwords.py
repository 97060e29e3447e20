"""Passwords of machines that sign in by FTP and SFTP: made by us, shown once, kept as a hash.

Twenty-four random signs hold 142 bits, so that one SHA-256 is as good as a slow hash, and a door that serves many stations
spends nothing on it.
"""

import hashlib
import hmac
import secrets

ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no signs that are taken for each other
LENGTH = 24


def new_password() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def hash_of(password: str) -> bytes:
    return hashlib.sha256(password.encode()).digest()


def is_right(password: str, kept: bytes) -> bool:
    return hmac.compare_digest(hash_of(password), bytes(kept))
