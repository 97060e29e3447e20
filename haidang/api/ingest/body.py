"""The body of a request: read within limits, unpacked, and taken apart into readings.

Forms: one JSON object {"readings": [...]}, or NDJSON with one reading a line; either may be gzip. A UTF-8 byte order
mark and CRLF are passed over. A body that is no JSON at all raises Unreadable; in one that is, each reading is judged
alone.
"""

import re
import zlib
from dataclasses import dataclass, field
from typing import Any

import msgspec
from msgspec import Raw, Struct

from haidang.api.asgi_types import Receive
from haidang.core.telemetry.reasons import Rejection, shortened

MOST_BYTES = 8 * 1024 * 1024
MOST_READINGS = 50_000
BOM = b"\xef\xbb\xbf"
LARGE = 256 * 1024  # bytes; parsed in a thread, so that the streams of this process do not wait

_SAID = re.compile(r"(?P<said>.*?)(?: - at `\$\.?(?P<path>.*)`)?$", re.DOTALL)
_NAMED = re.compile(r"(?P<what>missing required|contains unknown) field `(?P<field>.*)`")


class TooLarge(Exception):
    """More bytes or readings than one request may bring."""


class Unreadable(Exception):
    """Not JSON, not gzip, not a list of readings: nothing of it can be taken."""


class Gone(Exception):
    """The sender went away before the body was complete."""


class Line(Struct, forbid_unknown_fields=True, gc=False):
    """A reading as JSON brings it; moments are checked with the names."""

    thing: str
    series: str
    at: str
    value: float
    quality: int = 0
    unit: str = ""


class _Envelope(Struct, forbid_unknown_fields=True):
    readings: list[Line]


class _Loose(Struct, forbid_unknown_fields=True):
    readings: list[Raw]


@dataclass(slots=True)
class Parsed:
    """Readings and their places in the request, and those whose form was wrong; `size` in bytes, unpacked."""

    lines: list[Line]
    index: list[int] | None = None
    refused: list[Rejection] = field(default_factory=list)
    size: int = 0

    def __len__(self) -> int:
        return len(self.lines) + len(self.refused)


_whole = msgspec.json.Decoder(_Envelope)
_loose = msgspec.json.Decoder(_Loose)
_line = msgspec.json.Decoder(Line)
_anything = msgspec.json.Decoder()


async def read(receive: Receive, most: int = MOST_BYTES) -> bytes:
    """Raises TooLarge as soon as it is."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        part = message.get("body", b"")
        size += len(part)
        if size > most:
            raise TooLarge
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


def unpacked(body: bytes, most: int = MOST_BYTES) -> bytes:
    """The content of a gzip body; a bomb is stopped at the limit. Raises TooLarge and Unreadable."""
    whole: list[bytes] = []
    room = most
    while body:
        stream = zlib.decompressobj(wbits=31)
        try:
            part = stream.decompress(body, room + 1)
        except zlib.error as error:
            raise Unreadable(f"gzip: {error}") from None
        room -= len(part)
        if room < 0:
            raise TooLarge
        if not stream.eof:
            raise Unreadable("gzip: the body ends too early")
        whole.append(part)
        body = stream.unused_data
    return b"".join(whole)


def parsed(body: bytes, *, by_lines: bool = False) -> Parsed:
    """Raises TooLarge and Unreadable."""
    body = body.removeprefix(BOM)
    try:
        found = _from_lines(body) if by_lines else _from_object(body)
    except RecursionError:
        raise Unreadable("JSON: nested too deeply") from None
    if len(found) > MOST_READINGS:
        raise TooLarge
    found.size = len(body)
    return found


def _from_object(body: bytes) -> Parsed:
    try:
        return Parsed(_whole.decode(body).readings)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        if _begins_with_a_reading(body):
            return _from_lines(body)
        if not isinstance(error, msgspec.ValidationError):
            raise Unreadable(f"JSON: {error}") from None
    return _one_by_one(body)


def _begins_with_a_reading(body: bytes) -> bool:
    """Whether it is NDJSON that does not say so (curl names no type of its own)."""
    try:
        first = _anything.decode(body.lstrip().partition(b"\n")[0])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return isinstance(first, dict) and "thing" in first


def _one_by_one(body: bytes) -> Parsed:
    try:
        entries = _loose.decode(body).readings
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable(f"JSON: {error}") from None
    found = Parsed([], [])
    for index, entry in enumerate(entries):
        _judge(found, index, bytes(entry))
    return found


def _from_lines(body: bytes) -> Parsed:
    try:
        return Parsed(_line.decode_lines(body))
    except (msgspec.DecodeError, UnicodeDecodeError):
        pass
    found = Parsed([], [])
    for index, line in enumerate(one for one in body.split(b"\n") if one.strip()):
        _judge(found, index, line)
    if not found.lines and all(one.reason == "not_json" for one in found.refused):
        raise Unreadable("NDJSON: no line of the body is JSON")
    return found


def _judge(found: Parsed, index: int, raw: bytes) -> None:
    try:
        line = _line.decode(raw)
    except msgspec.ValidationError as error:
        found.refused.append(refusal(index, raw, str(error)))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        found.refused.append(Rejection(index, "", "not_json", str(error)))
    else:
        found.lines.append(line)
        if found.index is not None:
            found.index.append(index)


def refusal(index: int, raw: bytes, message: str) -> Rejection:
    """Our words for msgspec's."""
    match = _SAID.match(message)
    said, path = (match["said"], match["path"] or "") if match else (message, "")
    named = _NAMED.search(said)
    if named:
        missing = named["what"] == "missing required"
        return Rejection(index, shortened(named["field"]), "missing" if missing else "unknown_field", named["field"])
    if not path:
        return Rejection(index, "", "not_a_reading")
    reason = "not_a_number" if path == "value" else "wrong_type"
    return Rejection(index, path, "not_finite" if "out of range" in said else reason, _given(raw, path))


def _given(raw: bytes, name: str) -> Any:
    try:
        return repr(_anything.decode(raw)[name])
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError, RecursionError):
        return ""
