"""The units of a formula: what may be added to what, and what comes out."""

from typing import Protocol

from haidang.kernel import units
from haidang.kernel.units import ONE, Unit

from .errors import FormulaError
from .tree import Binary, Call, Leaf, Node, Number, Span, Unary

COMPARING = ("<", "<=", ">", ">=", "=", "!=")
TRUTH = Unit(1.0, (("?", 1),), "đúng/sai")


class Known(Protocol):
    """Whoever knows the units of what a formula is made of."""

    def unit(self, leaf: Leaf) -> Unit:
        """The unit of an indicator, a series or a count of cases. Raises FormulaError for what is not known."""
        ...


def check(node: Node, known: Known, declared: str) -> None:
    """The formula gives numbers in the declared unit. Raises FormulaError that names both units."""
    made, wanted = unit_of(node, known), units.unit(declared)
    if made is None or (made != TRUTH and made.fits(wanted)):
        return
    if made == TRUTH:
        raise _error(node.span, "Công thức cho đúng/sai, không cho số.", "The formula gives true or false, no number.")
    raise _mismatch(node.span, made, wanted)


def unit_of(node: Node, known: Known) -> Unit | None:
    """None for mere numbers, which take any unit. Raises FormulaError."""
    match node:
        case Number(unit=sign):
            return units.unit(sign) if sign else None
        case Unary(sign=sign, of=of):
            inner = unit_of(of, known)
            _want(inner == TRUTH if sign == "not" else inner != TRUTH, of.span)
            return inner
        case Binary():
            return _of_two(node, known)
        case Call():
            return _of_call(node, known)
        case _:
            return known.unit(node)


def _of_two(node: Binary, known: Known) -> Unit | None:
    left, right = unit_of(node.left, known), unit_of(node.right, known)
    if node.sign in ("and", "or"):
        _want(left == TRUTH, node.left.span)
        _want(right == TRUTH, node.right.span)
        return TRUTH
    _want(left != TRUTH, node.left.span)
    _want(right != TRUTH, node.right.span)
    if node.sign in ("*", "/"):
        if left is None and right is None:
            return None
        a, b = left or ONE, right or ONE
        return a * b if node.sign == "*" else a / b
    same = _same([(node.left, left), (node.right, right)])
    return TRUTH if node.sign in COMPARING else same


def _of_call(node: Call, known: Known) -> Unit | None:
    inner = [unit_of(one, known) for one in node.of]
    parts = list(zip(node.of, inner, strict=True))
    if node.name == "if":
        _want(inner[0] == TRUTH, node.of[0].span)
        parts = parts[1:]
    for one, unit in parts:
        _want(unit != TRUTH, one.span)
    if node.name == "plain":
        return None
    if node.name == "to":
        return _converted(node, inner[0])
    return _same(parts)


def _converted(node: Call, inner: Unit | None) -> Unit:
    try:
        wanted = units.unit(node.text)
    except units.UnknownUnit as error:
        raise _error(
            node.span, f"Không có đơn vị “{node.text}”.", f"There is no unit “{node.text}”: {error.remedy}."
        ) from None
    own = inner or ONE
    if not own.measures_the_same_as(wanted):
        raise _mismatch(node.span, own, wanted)
    return wanted


def _same(parts: list[tuple[Node, Unit | None]]) -> Unit | None:
    """The unit that all share; mere numbers fit each."""
    found: Unit | None = None
    for node, unit in parts:
        if unit is None:
            continue
        if found is not None and not found.fits(unit):
            raise _mismatch(node.span, found, unit)
        found = found or unit
    return found


def _mismatch(span: Span, one: Unit, other: Unit) -> FormulaError:
    if one.measures_the_same_as(other):
        vi = "nhân với 100% nếu là tỷ lệ, hoặc đổi bằng to(…)"
        en = "multiply a share by 100%, or convert with to(…)"
    else:
        vi, en = "chỉ cộng, so sánh những số cùng đơn vị", "only numbers of one unit are added and compared"
    return _error(
        span,
        f"Đơn vị không khớp: {one} và {other}; {vi}.",
        f"The units do not fit: {one} and {other}; {en}.",
    )


def _want(holds: bool, span: Span) -> None:
    if not holds:
        raise _error(
            span,
            "Điều kiện và số lẫn nhau: điều kiện là một so sánh, như a > b.",
            "A condition and a number are mixed up: a condition is a comparison, as a > b.",
        )


def _error(span: Span, vi: str, en: str) -> FormulaError:
    return FormulaError(vi, en, *span)
