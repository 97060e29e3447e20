"""The page that a blocked sender gets instead of having something sent: why, until when, whom to call, how to appeal."""

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import render

from haidang.core.blocks.models import Block
from haidang.core.blocks.reasons import reason_words
from haidang.core.cases import suggesting
from haidang.web.middleware import AskingRequest

SALT = "kept-out"


def kept_out(request: AskingRequest, block: Block, text: str = "") -> HttpResponse:
    """Words that sound like danger put the emergency numbers first: nobody is kept from calling."""
    facts = {
        "barred": block,
        "reason": reason_words(block.reason),
        "ticket": signing.dumps(block.code, salt=SALT),
        "text": text[:5000],
        "is_danger": bool(text) and suggesting.is_urgent(text),
    }
    return render(request, "citizen/appeal/kept_out.html", facts, status=403)


def ticketed(ticket: str) -> str:
    """The code of the block that a ticket was given out for, "" for one that is not ours."""
    try:
        return str(signing.loads(ticket, salt=SALT, max_age=90 * 86_400))
    except signing.BadSignature:
        return ""
