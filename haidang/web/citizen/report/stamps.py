"""The stamp in a form: when it was handed out, and a number that makes of two sendings one case."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing

from haidang.kernel import clock

SALT = "report-form"
LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Stamp:
    """`text` is what stands in the form."""

    nonce: str
    at: datetime
    text: str

    @property
    def age(self) -> timedelta:
        return clock.now() - self.at


def new_stamp() -> Stamp:
    nonce, at = secrets.token_urlsafe(12), clock.now()
    return Stamp(nonce, at, signing.dumps([nonce, at.isoformat()], salt=SALT))


def read_stamp(text: str) -> Stamp | None:
    """None for one that is not ours or is older than `LASTS`."""
    try:
        nonce, at = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None
    stamp = Stamp(nonce, datetime.fromisoformat(at), text)
    return stamp if stamp.age < LASTS else None
