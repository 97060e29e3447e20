"""The units of figures, and the small algebra that formulas need: units multiply, divide and compare.

A unit is a size on some dimensions: triệu đồng is 10^6 on `đồng`, % is 0.01 on none. What is counted (người, hồ sơ, ca)
is a dimension of its own, so that dossiers are never added to people. Sources of the sizes: SI and Nghị định 86/2012.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from . import strict
from .facts import Words

TABLE = Path(__file__).with_name("units.toml")


class UnknownUnit(ValueError):
    """A sign that is no unit; `remedy` says where units stand."""

    def __init__(self, symbol: str) -> None:
        self.symbol = symbol
        self.remedy = "take a unit of kernel/units.toml, or a quotient of two such as giường/10.000 dân"
        super().__init__(f"{symbol!r} is no known unit: {self.remedy}")


class Entry(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One unit of the table: `size` times `of`; without `of` it is a dimension of its own. `same` lists other signs."""

    symbol: Annotated[str, Meta(min_length=1)]
    name: Words
    size: Annotated[float, Meta(gt=0)] = 1
    of: str = ""
    same: list[str] = []


class Table(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    units: list[Entry]


@dataclass(frozen=True, slots=True)
class Unit:
    """A size on dimensions; `powers` holds (dimension, power) sorted, without zeros. Equality leaves out how it is written."""

    size: float
    powers: tuple[tuple[str, int], ...]
    symbol: str = field(default="", compare=False)

    def __mul__(self, other: "Unit") -> "Unit":
        symbol = self.symbol if other.is_plain else other.symbol if self.is_plain else ""
        return self._joined(other, 1, symbol)

    def __truediv__(self, other: "Unit") -> "Unit":
        both = bool(self.symbol and other.symbol) and "/" not in self.symbol + other.symbol
        symbol = self.symbol if other.is_plain else f"{self.symbol}/{other.symbol}" if both else ""
        return self._joined(other, -1, symbol)

    def _joined(self, other: "Unit", sign: int, symbol: str) -> "Unit":
        powers = dict(self.powers)
        for name, power in other.powers:
            powers[name] = powers.get(name, 0) + sign * power
        size = self.size * other.size if sign > 0 else self.size / other.size
        made = tuple(sorted((name, power) for name, power in powers.items() if power))
        return Unit(size, made, symbol if made or symbol in table() else "")

    @property
    def is_plain(self) -> bool:
        """Whether it is a mere number, of size one."""
        return not self.powers and self.fits(ONE)

    def measures_the_same_as(self, other: "Unit") -> bool:
        return self.powers == other.powers

    def fits(self, other: "Unit") -> bool:
        """Whether numbers in both may be added as they are."""
        return self.powers == other.powers and abs(self.size / other.size - 1) < 1e-9

    def __str__(self) -> str:
        return self.symbol or _written(self) or "(số không đơn vị)"


ONE = Unit(1.0, (), "")


@cache
def table() -> Mapping[str, Entry]:
    """The units by sign, each under its other signs too."""
    found: dict[str, Entry] = {}
    for entry in strict.load(TABLE, Table).units:
        for sign in (entry.symbol, *entry.same):
            if sign in found:
                raise strict.ManifestError(TABLE, f"units[{entry.symbol}]", sign, "the sign is used twice")
            found[sign] = entry
    return found


@cache
def unit(symbol: str) -> Unit:
    """A unit by its sign: `tỷ đồng`, `tấn/ha`, `ca/100.000 dân`; "" is a mere number. Raises UnknownUnit."""
    if not symbol:
        return ONE
    if symbol in table():
        made = _of_entry(table()[symbol])
    elif "/" in symbol:
        above, _, below = symbol.partition("/")
        made = _numbered(above, symbol) / _numbered(below, symbol)
    else:
        raise UnknownUnit(symbol)
    return Unit(made.size, made.powers, symbol)


def _of_entry(entry: Entry) -> Unit:
    if not entry.of:
        return Unit(entry.size, ((entry.symbol, 1),))
    base = ONE if entry.of == "1" else _product(entry.of)
    return Unit(entry.size * base.size, base.powers)


def _product(text: str) -> Unit:
    """`m*m`, `kg/m*m*m`: what a derived unit is made of."""
    above, _, below = text.partition("/")
    made = ONE
    for sign in above.split("*"):
        made = made * unit(sign)
    for sign in below.split("*") if below else ():
        made = made / unit(sign)
    return made


def _numbered(text: str, whole: str) -> Unit:
    """`10.000 dân` is ten thousand people."""
    number, _, sign = text.strip().partition(" ")
    digits = number.replace(".", "")
    if sign and digits.isdigit():
        one = _numbered(sign, whole)
        return Unit(int(digits) * one.size, one.powers)
    if text.strip() not in table():
        raise UnknownUnit(whole)
    return _of_entry(table()[text.strip()])


def named(symbol: str) -> Words:
    """How a unit is said in both languages; a quotient keeps its sign."""
    entry = table().get(symbol)
    return entry.name if entry else Words(vi=symbol, en=symbol) if symbol else Words(vi="không đơn vị", en="no unit")


def _written(one: Unit) -> str:
    for entry in table().values():
        if _of_entry(entry).fits(one):
            return entry.symbol
    above = "·".join(_raised(name, power) for name, power in one.powers if power > 0) or "1"
    below = "·".join(_raised(name, -power) for name, power in one.powers if power < 0)
    written = f"{above}/{below}" if below else above
    return (
        written if abs(one.size - 1) < 1e-9 else f"{one.size:g} {written}".strip() if one.powers else f"×{one.size:g}"
    )


def _raised(name: str, power: int) -> str:
    return name if power == 1 else f"{name}^{power}"
