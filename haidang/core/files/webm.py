"""The elements of WebM files (RFC 8794 EBML, RFC 9559 Matroska)."""

from collections.abc import Iterator
from struct import unpack
from typing import BinaryIO, NamedTuple

from .unfit import Unfit

SEGMENT, INFO, TRACKS, TRACK, VIDEO = 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0xE0
CLUSTER, GROUP, WIDTH, HEIGHT, VOID = 0x1F43B675, 0xA0, 0xB0, 0xBA, 0xEC
TAGS, ATTACHMENTS, CHAPTERS, TRACK_NAME, DATE, TITLE = 0x1254C367, 0x1941A469, 0x1043A770, 0x536E, 0x4461, 0x7BA9
FILE_NAMES = {0x7384, 0x3C83AB, 0x3EB923}
_TOLD = {TAGS, ATTACHMENTS, CHAPTERS, TRACK_NAME, DATE, TITLE, VOID} | FILE_NAMES
_PROGRAMS = {0x4D80, 0x5741}  # muxer and writer must be there, but need not say anything
_LEVELS = {SEGMENT, INFO, TRACKS, TRACK, VIDEO}
_MOST = 200_000


class Element(NamedTuple):
    """One element: its id, where it begins, where its content begins, where it ends."""

    id: int
    start: int
    inner: int
    end: int


def look(file: BinaryIO) -> tuple[float, int, int]:
    """Duration in seconds (the longer of what is said and what the blocks say), width, height. Raises Unfit."""
    length = file.seek(0, 2)
    scale, said, cluster, last = 1_000_000, 0.0, 0, 0
    size = {WIDTH: 0, HEIGHT: 0}
    for element in _walk(file, 0, length, _LEVELS | {CLUSTER, GROUP}):
        match element.id:
            case 0x2AD7B1:  # TimestampScale, ns
                scale = _number(file, element)
            case 0x4489:  # Duration
                said = _float(file, element)
            case 0xB0 | 0xBA if not size[element.id]:
                size[element.id] = _number(file, element)
            case 0xE7:  # Timestamp of a cluster
                cluster = _number(file, element)
            case 0xA3 | 0xA1:  # SimpleBlock, Block
                last = max(last, cluster + _block_time(file, element))
    if not all(size.values()):
        raise Unfit("broken")
    return max(said, last) * scale / 1e9, size[WIDTH], size[HEIGHT]


def blank(file: BinaryIO) -> None:
    """Turn what tells of the maker into Void elements of the same length."""
    length = file.seek(0, 2)
    for element in list(_walk(file, 0, length, _LEVELS)):
        if element.id in _TOLD:
            _void(file, element)
        elif element.id in _PROGRAMS:
            file.seek(element.inner)
            file.write(b" " * (element.end - element.inner))


def _walk(file: BinaryIO, start: int, end: int, into: set[int]) -> Iterator[Element]:
    """All elements in order, those of `into` before their children. A recorder may leave the length of a segment or a
    cluster unsaid: then what follows is read as lying in it."""
    count = 0
    while start < end:
        element = _element(file, start, end)
        count += 1
        if count > _MOST:
            raise Unfit("broken")
        yield element
        start = element.inner if element.id in into else element.end


def _element(file: BinaryIO, start: int, end: int) -> Element:
    file.seek(start)
    head = file.read(12)
    wide = _width(head, 4)
    size_wide = _width(head[wide:], 8)
    raw = int.from_bytes(head[wide : wide + size_wide], "big")
    size = raw & ((1 << 7 * size_wide) - 1)
    inner = start + wide + size_wide
    kind = int.from_bytes(head[:wide], "big")
    if size == (1 << 7 * size_wide) - 1:
        if kind not in (SEGMENT, CLUSTER):
            raise Unfit("broken")
        return Element(kind, start, inner, end)
    if inner + size > end:
        raise Unfit("truncated")
    return Element(kind, start, inner, inner + size)


def _width(head: bytes, most: int) -> int:
    """How many bytes a variable-size number takes: one more than its leading zero bits."""
    wide = 9 - head[0].bit_length() if head else 9
    if wide > most or wide > len(head):
        raise Unfit("truncated" if len(head) < most else "broken")
    return wide


def _number(file: BinaryIO, element: Element) -> int:
    file.seek(element.inner)
    return int.from_bytes(file.read(min(8, element.end - element.inner)), "big")


def _float(file: BinaryIO, element: Element) -> float:
    file.seek(element.inner)
    content = file.read(element.end - element.inner) if element.end - element.inner in (4, 8) else b""
    if not content:
        return 0.0
    number: float = unpack(">f" if len(content) == 4 else ">d", content)[0]
    return number if 0 <= number < 1e12 else 0.0  # NaN compares false


def _block_time(file: BinaryIO, element: Element) -> int:
    """A block begins with its track's number and its time from the cluster's, a signed 16-bit number."""
    file.seek(element.inner)
    head = file.read(12)
    wide = _width(head, 8)
    return int.from_bytes(head[wide : wide + 2], "big", signed=True)


def _void(file: BinaryIO, element: Element) -> None:
    """The same place, as one Void element whose size takes as many bytes as it must."""
    whole = element.end - element.start
    wide = 1 if whole - 2 < 127 else 8
    content = whole - 1 - wide
    file.seek(element.start)
    file.write(bytes([VOID]) + (content | 1 << 7 * wide).to_bytes(wide, "big") + bytes(content))
