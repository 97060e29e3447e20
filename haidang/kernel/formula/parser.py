"""Reads a formula, by binding powers (Pratt): no evaluation, no Python."""

from functools import lru_cache

from .errors import FormulaError
from .functions import READERS, Arguments
from .tokens import Token, tokens
from .tree import Binary, Name, Node, Number, Unary

DEEPEST = 40

_BINDS = {
    "or": 1, "and": 2, "=": 4, "==": 4, "!=": 4, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "/": 6,
}  # fmt: skip
_NOT, _MINUS = 3, 7
_WORDS = ("and", "or", "not")


@lru_cache(maxsize=20_000)
def parse(formula: str, domain: str) -> Node:
    """The tree of a formula of an indicator of `domain`. Raises FormulaError."""
    reader = _Reader(list(tokens(formula)), domain)
    node = reader.expression(0)
    reader.expect_end()
    return node


class _Reader:
    def __init__(self, found: list[Token], domain: str) -> None:
        self.tokens, self.domain, self.at, self.depth = found, domain, 0, 0

    @property
    def now(self) -> Token:
        return self.tokens[self.at]

    def next(self) -> Token:
        token = self.now
        self.at += token.kind != "end"
        return token

    def expression(self, power: int) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self._error(
                "Công thức lồng quá sâu: tách thành nhiều chỉ tiêu.",
                "The formula is nested too deeply: split it into several indicators.",
            )
        left = self._first()
        while (binds := _BINDS.get(self.now.text, 0) if self.now.kind in ("sign", "name") else 0) > power:
            sign = self.next()
            right = self.expression(binds)
            written = "=" if sign.text == "==" else sign.text
            left = Binary(written, left, right, (left.span[0], right.span[1]))
        self.depth -= 1
        return left

    def _first(self) -> Node:
        token = self.next()
        match token.kind:
            case "number":
                return Number(float(token.text), token.unit, (token.start, token.end))
            case "name":
                return self._name(token)
            case "sign" if token.text == "(":
                node = self.expression(0)
                self.expect(")")
                return node
            case "sign" if token.text == "-":
                of = self.expression(_MINUS)
                return Unary("-", of, (token.start, of.span[1]))
        self.at -= token.kind != "end"
        raise self._error(
            f"Chờ một số, một tên hoặc dấu ngoặc, gặp {_seen(token)[0]}.",
            f"Expected a number, a name or a bracket, found {_seen(token)[1]}.",
        )

    def _name(self, token: Token) -> Node:
        if token.text == "not":
            of = self.expression(_NOT)
            return Unary("not", of, (token.start, of.span[1]))
        if token.text in _WORDS:
            self.at -= 1
            raise self._error(f"“{token.text}” cần một vế bên trái.", f"“{token.text}” needs something before it.")
        if self.now.kind == "sign" and self.now.text == "(":
            return self._call(token)
        domain, _dot, key = token.text.rpartition(".")
        return Name(domain or self.domain, key, (token.start, token.end))

    def _call(self, token: Token) -> Node:
        reader = READERS.get(token.text)
        if reader is None:
            known = ", ".join(sorted(READERS))
            raise FormulaError(
                f"Không có hàm {token.text}: dùng một trong {known}.",
                f"There is no function {token.text}: use one of {known}.",
                token.start,
                token.end,
            )
        self.expect("(")
        given: list[Node | str] = []
        while not (self.now.kind == "sign" and self.now.text == ")"):
            given.append(self.next().text if self.now.kind == "text" else self.expression(0))
            if not (self.now.kind == "sign" and self.now.text == ","):
                break
            self.next()
        end = self.expect(")").end
        return reader(Arguments(token.text, given, self.domain, (token.start, end)))

    def expect(self, sign: str) -> Token:
        if self.now.kind != "sign" or self.now.text != sign:
            raise self._error(
                f"Chờ dấu “{sign}”, gặp {_seen(self.now)[0]}.", f"Expected “{sign}”, found {_seen(self.now)[1]}."
            )
        return self.next()

    def expect_end(self) -> None:
        if self.now.kind == "end":
            return
        if self.now.text == ",":
            raise self._error(
                "Dấu phẩy chỉ ngăn các vế trong hàm: số lẻ viết bằng dấu chấm, như 0.5.",
                "A comma only parts the arguments of a function: write decimals with a dot, as 0.5.",
            )
        raise self._error(f"Thừa {_seen(self.now)[0]}.", f"{_seen(self.now)[1]} is too much.")

    def _error(self, vi: str, en: str) -> FormulaError:
        return FormulaError(vi, en, self.now.start, self.now.end)


def _seen(token: Token) -> tuple[str, str]:
    return ("hết công thức", "the end of the formula") if token.kind == "end" else (f"“{token.text}”",) * 2
