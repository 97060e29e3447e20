"""Measurements in the forms the doors take: JSON for /ingest and MQTT, station files for the folder."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import msgspec

from haidang.kernel.clock import HO_CHI_MINH

from .world import Measured, Signal

Line = dict[str, object]


@lru_cache(maxsize=100_000)
def moment(seconds: float) -> str:
    """ISO 8601 with the local zone."""
    return datetime.fromtimestamp(seconds, HO_CHI_MINH).isoformat()


def lines(measured: Measured) -> Iterator[Line]:
    """Readings as /ingest takes them."""
    signal = measured.signal
    columns = zip(measured.seconds.tolist(), measured.values.tolist(), measured.quality.tolist(), strict=True)
    for at, value, quality in columns:
        line: Line = {"thing": signal.thing, "series": signal.series, "at": moment(at), "value": value}
        yield line | {"quality": quality} if quality else line


@dataclass(frozen=True, slots=True)
class Message:
    topic: str
    payload: bytes


def messages(measured: Measured) -> Iterator[Message]:
    """One MQTT message a reading."""
    signal = measured.signal
    for line in lines(measured):
        said = {key: line[key] for key in ("value", "at", "quality") if key in line}
        yield Message(f"haidang/{signal.thing}/{signal.series}", msgspec.json.encode(said))


@dataclass(frozen=True, slots=True)
class StationFile:
    name: str
    text: str


def station_files(measured: Iterable[Measured]) -> list[StationFile]:
    """Files of Thông tư 10/2021, one a station and moment: symbol, value, unit, moment, status; tabs and CRLF."""
    rows: dict[tuple[float, str], list[str]] = defaultdict(list)
    for one in measured:
        columns = zip(one.seconds.tolist(), one.values.tolist(), one.quality.tolist(), strict=True)
        for at, value, quality in columns:
            rows[at, one.signal.site.alias or one.signal.thing].append(_row(one.signal, at, value, quality))
    return [StationFile(f"{station}_{_stamp(at)}.txt", "".join(found)) for (at, station), found in sorted(rows.items())]


def _row(signal: Signal, at: float, value: float, quality: int) -> str:
    return f"{signal.symbol}\t{value:.{max(signal.decimals, 2)}f}\t{signal.unit}\t{_stamp(at)}\t{quality:02d}\r\n"


def _stamp(at: float) -> str:
    return f"{datetime.fromtimestamp(at, HO_CHI_MINH):%Y%m%d%H%M%S}"
