"""The page that a blocked sender gets instead of having something sent: why, until when, whom to call, how to appeal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from haidang.core.blocks.models import Block
from haidang.core.blocks.reasons import reason_words
from haidang.core.blocks.tickets import appeal_path
from haidang.core.cases import suggesting


def kept_out(request: HttpRequest, block: Block) -> HttpResponse:
    """Words that sound like danger put the emergency numbers first: nobody is kept from calling."""
    text = request.POST.get("text", "")
    facts = {
        "barred": block,
        "reason": reason_words(block.reason),
        "appeal": appeal_path(block),
        "text": text[:5000],
        "is_danger": bool(text) and suggesting.is_urgent(text),
    }
    return render(request, "citizen/appeal/kept_out.html", facts, status=403)
