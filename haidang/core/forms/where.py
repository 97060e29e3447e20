"""Where a procedure is filed: with us, at the national portal, or only at the counter."""

from typing import Literal

from haidang.kernel.manifest.procedure import Procedure
from haidang.provinces import connectors

Where = Literal["here", "portal", "counter"]
BY_WIRE = frozenset({"online", "portal"})


def where_to_file(procedure: Procedure) -> Where:
    """What belongs to the portal goes there while the province is connected with it, and is taken here while it is not.

    What no channel takes by wire needs people in person: wills, signatures.
    """
    if procedure.portal_only and connectors.first("portal") is not None:
        return "portal"
    return "here" if BY_WIRE & set(procedure.channels) else "counter"
