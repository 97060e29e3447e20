"""A form that a citizen began online and left for the counter under a code. Opened once with the telephone number left
with it, it stays open for the officer's session, so that the number comes into no address."""

from haidang.core.forms import queries
from haidang.core.forms.models import Draft
from haidang.web.middleware import AskingRequest

OPENED = "counter_draft"  # in the session: code and telephone number


def opened(request: AskingRequest, draft: Draft) -> None:
    request.session[OPENED] = [draft.code, draft.phone]


def draft_in(request: AskingRequest) -> Draft | None:
    """The draft whose code the address names, if this officer has opened it."""
    code, phone = request.session.get(OPENED, ("", ""))
    return queries.by_code(code, phone) if code and request.GET.get("draft") == code else None
