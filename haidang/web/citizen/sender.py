"""By what a block knows whoever sends through a browser."""

from django.http import HttpRequest

from haidang.core.blocks.marks import What, marks
from haidang.kernel.action import PUBLIC

from .device import voice_of
from .limits import address_of


def sender_of(request: HttpRequest) -> dict[What, str]:
    """Hashes of address, device and account."""
    actor = getattr(request, "actor", PUBLIC)
    account = str(actor.id) if actor.kind == "person" else ""
    return marks(address=address_of(request), device=voice_of(request), account=account)
