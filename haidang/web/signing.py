"""The page on which somebody waits for a signature from their telephone."""

from django.http import HttpResponse

from haidang.core.documents.models import Signing

LOOKS_EVERY = 3  # seconds


def looks_again(answer: HttpResponse, one: Signing) -> HttpResponse:
    """The page of a request that is waited for fetches itself anew, also without script."""
    if one.state == "waiting":
        answer["Refresh"] = str(LOOKS_EVERY)
    return answer
