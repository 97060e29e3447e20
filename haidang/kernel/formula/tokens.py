"""From signs to words of a formula."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .errors import FormulaError

LONGEST = 2_000

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>\d+(?:\.\d+)?(?:e-?\d+)?)(?P<unit>[%‰])?
    | (?P<name>[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)?)
    | "(?P<double>[^"]*)" | '(?P<single>[^']*)'
    | (?P<sign><=|>=|!=|==|[-+*/()<>=,])
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """kind: number, name, text, sign or end."""

    kind: str
    text: str
    start: int
    end: int
    unit: str = ""


def tokens(formula: str) -> Iterator[Token]:
    """Raises FormulaError for signs that mean nothing, and for decimal commas."""
    if len(formula) > LONGEST:
        raise FormulaError(
            f"Công thức dài {len(formula)} ký tự, không quá {LONGEST}: tách thành nhiều chỉ tiêu.",
            f"The formula has {len(formula)} signs, at most {LONGEST}: split it into several indicators.",
        )
    at = 0
    while formula[at:].strip():
        match = _TOKEN.match(formula, at)
        if match is None:
            raise _unreadable(formula, at)
        yield _token(match)
        at = match.end()
    yield Token("end", "", len(formula), len(formula))


def _token(match: "re.Match[str]") -> Token:
    kind = match.lastgroup or ""
    if kind in ("number", "unit"):
        start, end = match.start("number"), match.end()
        return Token("number", match["number"], start, end, match["unit"] or "")
    if kind in ("double", "single"):
        return Token("text", match[kind], match.start(kind) - 1, match.end(kind) + 1)
    return Token(kind, match[kind], match.start(kind), match.end(kind))


def _unreadable(formula: str, at: int) -> FormulaError:
    at += len(formula[at:]) - len(formula[at:].lstrip())
    sign = formula[at]
    if sign in "\"'":
        return FormulaError("Thiếu dấu nháy đóng.", "The closing quotation mark is missing.", at, len(formula))
    if sign.isalpha():
        return FormulaError(
            f"“{sign}” không đứng trong tên: tên chỉ tiêu gồm chữ thường không dấu, số và gạch dưới.",
            f"“{sign}” cannot stand in a name: names are of small letters without diacritics, digits and underscores.",
            at,
            at + 1,
        )
    return FormulaError(f"Không hiểu ký tự “{sign}”.", f"The sign “{sign}” is not understood.", at, at + 1)
