"""A form that a citizen began online and left for the counter under a code."""

from haidang.core.forms import queries
from haidang.core.forms.models import Draft
from haidang.web.middleware import AskingRequest


def draft_in(request: AskingRequest) -> Draft | None:
    """The draft whose code and telephone number the address names."""
    code, phone = request.GET.get("draft", ""), request.GET.get("draft_phone", "")
    return queries.by_code(code, phone) if code and phone else None
