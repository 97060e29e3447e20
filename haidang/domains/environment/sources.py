"""How the station files of Thông tư 10/2021/TT-BTNMT become readings of our series."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from haidang.kernel.manifest import Series
from haidang.kernel.text import folded

from .tt10 import ParsedFile, Problem, StationReading, parse

FORMATS: Mapping[str, Callable[[str, bytes], ParsedFile]] = {"tt10": parse}

_BETWEEN = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True, slots=True)
class Placed:
    """A reading that found its series, its value in the unit of that series."""

    line: int
    series: str
    value: float
    at: datetime
    quality: int


def placed(readings: Iterable[StationReading], series: Iterable[Series]) -> tuple[list[Placed], list[Problem]]:
    """Find for each reading of a station the series among those the station has. One symbol (Temp, Flow, SO2) means
    different series at different kinds of stations, which is why the station's own must be given.
    """
    named = by_symbol(series)
    found, problems = [], []
    for reading in readings:
        one = named.get(symbol_key(reading.symbol))
        factor = unit_factor(reading.unit, one) if one else None
        if one is None:
            problems.append(Problem(reading.line, "unknown_symbol", reading.symbol))
        elif factor is None:
            problems.append(Problem(reading.line, "bad_unit", reading.unit))
        else:
            found.append(Placed(reading.line, one.key, reading.value * factor, reading.at, reading.quality))
    return found, problems


def by_symbol(series: Iterable[Series]) -> dict[str, Series]:
    """Series by every folded name they go by: key and foreign symbols."""
    return {symbol_key(name): one for one in series for name in (one.key, *one.symbols)}


def symbol_key(symbol: str) -> str:
    """What symbols are compared by: no case, no diacritics, no spaces or signs.

    >>> symbol_key("PM2,5"), symbol_key("Nhiệt độ"), symbol_key("Flow_Out")
    ('pm25', 'nhietdo', 'flowout')
    """
    return _BETWEEN.sub("", folded(symbol))


def unit_factor(unit: str, series: Series) -> float | None:
    """What turns a value in `unit` into the unit of the series; an empty unit is that unit. None when it does not fit."""
    key = unit_key(unit)
    known = {unit_key(name): factor for name, factor in series.units.items()} | {unit_key(series.unit): 1.0, "": 1.0}
    return known.get(key)


def unit_key(unit: str) -> str:
    """What units are compared by: µg/m³, μg/m3 and UG/M3 are one.

    >>> unit_key("µg/m³") == unit_key("UG/M3")
    True
    """
    return unicodedata.normalize("NFKC", unit).casefold().replace(" ", "").replace("μ", "u")
