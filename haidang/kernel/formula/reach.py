"""How far back a formula looks, in periods of its own."""

from haidang.kernel.periods import A_YEAR, Kind

from .tree import Call, Node, children


def lookback(node: Node, kind: Kind) -> int:
    """So many periods before the first one asked for must be at hand."""
    own = 0
    if isinstance(node, Call):
        match node.name:
            case "prev":
                own = node.number
            case "same_last_year":
                own = A_YEAR[kind] + (1 if kind in ("day", "week") else 0)
            case "ytd":
                own = A_YEAR[kind]
            case "mean_of":
                own = node.number - 1
    return own + max((lookback(one, kind) for one in children(node)), default=0)
