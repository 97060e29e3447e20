"""What the addresses of these pages name."""

from django.http import Http404

from haidang.core.directory import queries as directory
from haidang.core.directory.models import Office
from haidang.kernel import periods
from haidang.kernel.periods import NoPeriod, Period
from haidang.web.middleware import AskingRequest


def office(request: AskingRequest, code: str) -> Office:
    """Raises Http404."""
    found = directory.office(request.actor, code)
    if found is None:
        raise Http404(code)
    return found


def period(text: str) -> Period:
    """Raises Http404."""
    try:
        return periods.read(text)
    except NoPeriod:
        raise Http404(text) from None
