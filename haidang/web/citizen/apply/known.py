"""What the account of whoever fills in a form knows of them."""

from collections.abc import Mapping

from haidang.core.citizens.queries import citizen_of
from haidang.core.forms.prefilling import Known, known_of
from haidang.kernel.once import once
from haidang.web.middleware import AskingRequest


def known(request: AskingRequest) -> Mapping[str, Known]:
    """By claim; nothing for who is not signed in as a citizen."""
    asking = request.actor
    return once(("known", asking), lambda: known_of(asking, citizen_of(asking)), through_writes=True)
