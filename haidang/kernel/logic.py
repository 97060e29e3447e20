"""Small logical sentences over named parts: `rain and (level or not pump)`. Nothing else can be written in them.

>>> parsed("a and not b").holds({"a": True, "b": False})
True
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

MOST = 300


class LogicError(ValueError):
    """Why a sentence cannot be read, with the remedy."""


@dataclass(frozen=True, slots=True)
class Logic:
    """A sentence that was read."""

    tree: ast.expr

    def names(self) -> list[str]:
        """The parts it speaks of, each once, in the order they are first named."""
        return list(dict.fromkeys(_names(self.tree)))

    def holds(self, parts: Mapping[str, bool]) -> bool:
        """A part that is not given counts as false."""
        return _holds(self.tree, parts)


def parsed(text: str) -> Logic:
    """Read a sentence of names, `and`, `or`, `not` and brackets. Raises LogicError."""
    if len(text) > MOST:
        raise LogicError(f"longer than {MOST} characters: use fewer parts")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise LogicError("write names of parts with and, or, not and brackets, like: a and (b or not c)") from None
    for node in ast.walk(tree):
        if not isinstance(node, ast.BoolOp | ast.UnaryOp | ast.Name | ast.And | ast.Or | ast.Not | ast.Load):
            raise LogicError("write names of parts with and, or, not and brackets, like: a and (b or not c)")
    return Logic(tree)


def _names(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Name():
            yield node.id
        case ast.UnaryOp():
            yield from _names(node.operand)
        case ast.BoolOp():
            for one in node.values:
                yield from _names(one)


def _holds(node: ast.expr, parts: Mapping[str, bool]) -> bool:
    match node:
        case ast.Name():
            return parts.get(node.id, False)
        case ast.UnaryOp():
            return not _holds(node.operand, parts)
        case ast.BoolOp():
            found = (_holds(one, parts) for one in node.values)
            return all(found) if isinstance(node.op, ast.And) else any(found)
    raise AssertionError(node)
