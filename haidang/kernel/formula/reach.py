"""How far back a formula looks, in periods of its own."""

from haidang.kernel.periods import A_YEAR, Kind

from .tree import Call, Name, Node, children


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


def offsets(node: Node, name: str, kind: Kind) -> frozenset[int]:
    """How many periods after a change of the indicator `name` the formula may change too; empty when it has no part in it."""
    if isinstance(node, Name):
        return frozenset({0}) if str(node) == name else frozenset()
    found = {offset for one in children(node) for offset in offsets(one, name, kind)}
    if not found or not isinstance(node, Call):
        return frozenset(found)
    year, slack = A_YEAR[kind], 1 if kind in ("day", "week") else 0
    steps = {
        "prev": range(node.number, node.number + 1),
        "same_last_year": range(year - slack, year + slack + 1),
        "ytd": range(year + slack),
        "mean_of": range(node.number),
    }.get(node.name, range(1))
    return frozenset(offset + step for offset in found for step in steps)
