"""The address at which a blocked sender appeals, wherever they were told: it carries which block it is about."""

from urllib.parse import urlencode

from django.core import signing

from .models import Block

SALT = "kept-out"
DAYS = 90


def appeal_path(block: Block) -> str:
    return f"/app/appeal/?{urlencode({'ticket': signing.dumps(block.code, salt=SALT)})}"


def ticketed(ticket: str) -> str:
    """The code of the block that a ticket was given out for, "" for one that is not ours."""
    try:
        return str(signing.loads(ticket, salt=SALT, max_age=DAYS * 86_400))
    except signing.BadSignature:
        return ""
