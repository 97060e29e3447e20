"""The moves by which flows of dossiers name what is done between counter and deciding office."""

from haidang.core.cases.models import Case
from haidang.kernel import registry
from haidang.kernel.flow import Move

RECEIVE, HAND, GIVE_BACK, HAND_OUT = "receive", "hand", "give_back", "hand_out"
COMPLETE, SUPPLY = "complete", "supply"
"""The citizen's own: what was missing before and after acceptance."""


def move_of(case: Case, key: str) -> Move | None:
    """The move of this name that is open from the present state of a case."""
    return next((one for one in case.flow.moves_from(case.state) if one.key == key and not one.by_citizen), None)


def states_before(key: str) -> set[str]:
    """The states, over all flows of today, from which a move of this name leads."""
    flows = (flow for domain in registry.domains().values() for flow in domain.flows)
    return {state for flow in flows for move in flow.moves if move.key == key for state in move.from_}
