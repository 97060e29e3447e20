"""Accounts at a message broker, in the forms of its own files: nats-server's and mosquitto's. Plain text in, no tables."""

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from .topics import ROOT

ROUNDS = 101  # of PBKDF2: mosquitto's own default; our passwords are random, not guessable
SALT = 12  # bytes
NOTHING = ["_none"]


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the broker. `things` are codes it may publish to, None for all; `hears` everything or nothing."""

    name: str
    password: str = field(repr=False)
    things: tuple[str, ...] | None = None
    hears: bool = False


def nats(accounts: Iterable[Account]) -> str:
    """The inside of nats-server's `authorization` block."""
    return f'"users": {json.dumps([_nats_user(one) for one in accounts], indent=1)}\n'


def _nats_user(account: Account) -> dict[str, object]:
    user: dict[str, object] = {"user": account.name, "password": account.password}
    if account.hears:
        return user
    allowed = [f"{ROOT}.>"] if account.things is None else [f"{ROOT}.{_subject(one)}.*" for one in account.things]
    return user | {"permissions": {"publish": {"allow": allowed or NOTHING}, "subscribe": {"deny": [">"]}}}


def _subject(thing: str) -> str:
    """A level of a topic as nats-server writes it in its subjects: a dot is `//`."""
    return thing.replace(".", "//")


def mosquitto(accounts: Iterable[Account]) -> tuple[str, str]:
    """The texts of mosquitto's `password_file` ($7$: PBKDF2-SHA512) and `acl_file`."""
    passwords, acl = [], []
    for account in accounts:
        passwords.append(f"{account.name}:{_hashed(account)}\n")
        acl.append(f"user {account.name}\n")
        if account.hears:
            acl.append(f"topic readwrite {ROOT}/#\n")
        elif account.things is None:
            acl.append(f"topic write {ROOT}/#\n")
        else:
            acl += [f"topic write {ROOT}/{thing}/+\n" for thing in account.things]
    return "".join(passwords), "".join(acl)


def _hashed(account: Account) -> str:
    """The salt comes from the password, so that the file changes only when an account does."""
    salt = hashlib.sha256(f"{account.name}\0{account.password}".encode()).digest()[:SALT]
    mixed = hashlib.pbkdf2_hmac("sha512", account.password.encode(), salt, ROUNDS)
    return f"$7${ROUNDS}${base64.b64encode(salt).decode()}${base64.b64encode(mixed).decode()}"


def keep(path: Path, text: str) -> bool:
    """Write a file (0600) that is replaced at once; False when it said so already."""
    if path.exists() and path.read_text() == text:
        return False
    draft = path.with_name(f".{path.name}.new")
    draft.touch(mode=0o600)
    draft.write_text(text)
    draft.replace(path)
    return True
