"""The boxes of MP4 and MOV files (ISO/IEC 14496-12, QuickTime File Format)."""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from .unfit import Unfit

_INSIDE = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"mvex", b"moof", b"traf"}
_TOLD = {b"udta", b"meta", b"uuid", b"free", b"skip", b"XMP_", b"wide"}
"""Boxes with metadata, or with rest of an earlier write; nothing needed to play."""
_PLAYED = {b"vide", b"soun"}
_DEPTH = 8
_MOST_BOXES = 100_000
_MOST_SAMPLES = 100_000


class Box(NamedTuple):
    """One box: type, where it begins, where its content begins, where it ends."""

    kind: bytes
    start: int
    inner: int
    end: int


def look(file: BinaryIO) -> tuple[float, int, int]:
    """Duration in seconds, width and height of the first picture track. Raises Unfit."""
    length = file.seek(0, 2)
    tops = list(_boxes(file, 0, length))
    movie = next((box for box in tops if box.kind == b"moov"), None)
    if movie is None:
        raise Unfit("truncated")  # a recording that was never finished has no index
    if not any(box.kind == b"mdat" for box in tops):
        raise Unfit("broken")
    longest, size = _header_seconds(file, movie), (0, 0)
    for track in _children(file, movie, b"trak"):
        longest = max(longest, _track_seconds(file, track))
        if _handler(file, track) == b"vide" and size == (0, 0):
            size = _track_size(file, track)
    fragments = [box for box in tops if box.kind == b"moof"]
    if fragments:
        raise Unfit("video_kind")  # a streamed file: no camera writes it, and its length is nowhere said
    if size == (0, 0) or longest <= 0:
        raise Unfit("broken")
    return longest, *size


def blank(file: BinaryIO) -> None:
    """Turn metadata boxes into empty `free` ones, and zero times of recording and tracks that are neither seen nor heard."""
    length = file.seek(0, 2)
    _blank_within(file, 0, length, 0)
    movie = next(box for box in _boxes(file, 0, length) if box.kind == b"moov")
    _forget_times(file, movie)
    for track in _children(file, movie, b"trak"):
        if _handler(file, track) not in _PLAYED:
            _zero_samples(file, track)
            _free(file, track)


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    count = 0
    while start + 8 <= end:
        file.seek(start)
        head = file.read(16)
        size, kind, inner = int.from_bytes(head[:4], "big"), head[4:8], start + 8
        if size == 1:
            size, inner = int.from_bytes(head[8:16], "big"), start + 16
        elif size == 0:
            size = end - start
        if size < inner - start or start + size > end:
            raise Unfit("truncated")
        count += 1
        if count > _MOST_BOXES:
            raise Unfit("broken")
        yield Box(kind, start, inner, start + size)
        start += size


def _children(file: BinaryIO, parent: Box, *kinds: bytes) -> list[Box]:
    return [box for box in _boxes(file, parent.inner, parent.end) if box.kind in kinds]


def _find(file: BinaryIO, parent: Box, *path: bytes) -> Box | None:
    found: Box | None = parent
    for kind in path:
        found = next(iter(_children(file, found, kind)), None) if found else None
    return found


def _content(file: BinaryIO, box: Box | None, most: int = 4096) -> bytes:
    if box is None:
        return b""
    file.seek(box.inner)
    return file.read(min(most, box.end - box.inner))


def _seconds(content: bytes) -> float:
    """Of `mvhd` or `mdhd`, which begin alike: version, times, time scale, duration."""
    if not content:
        return 0.0
    at, wide = (20, 8) if content[0] == 1 else (12, 4)
    scale = int.from_bytes(content[at : at + 4], "big")
    length = int.from_bytes(content[at + 4 : at + 4 + wide], "big")
    return length / scale if scale and length != (1 << wide * 8) - 1 else 0.0


def _header_seconds(file: BinaryIO, movie: Box) -> float:
    return _seconds(_content(file, _find(file, movie, b"mvhd"), 64))


def _track_seconds(file: BinaryIO, track: Box) -> float:
    """The longer of what the track's header says and what its samples last together."""
    header = _content(file, _find(file, track, b"mdia", b"mdhd"), 64)
    said = _seconds(header)
    at = 20 if header[:1] == b"\1" else 12
    scale = int.from_bytes(header[at : at + 4], "big")
    table = _content(file, _find(file, track, b"mdia", b"minf", b"stbl", b"stts"), 8 + 8 * _MOST_SAMPLES)
    units = sum(
        int.from_bytes(table[at : at + 4], "big") * int.from_bytes(table[at + 4 : at + 8], "big")
        for at in range(8, len(table) - 7, 8)
    )
    return max(said, units / scale if scale else 0.0)


def _handler(file: BinaryIO, track: Box) -> bytes:
    return _content(file, _find(file, track, b"mdia", b"hdlr"), 32)[8:12]


def _track_size(file: BinaryIO, track: Box) -> tuple[int, int]:
    """Of `tkhd`, whose last eight bytes are width and height as 16.16 numbers."""
    content = _content(file, _find(file, track, b"tkhd"), 128)
    return int.from_bytes(content[-8:-6], "big"), int.from_bytes(content[-4:-2], "big")


def _blank_within(file: BinaryIO, start: int, end: int, depth: int) -> None:
    for box in list(_boxes(file, start, end)):
        if box.kind in _TOLD:
            _free(file, box)
        elif box.kind in _INSIDE and depth < _DEPTH:
            _blank_within(file, box.inner, box.end, depth + 1)


def _free(file: BinaryIO, box: Box) -> None:
    file.seek(box.start + 4)
    file.write(b"free")
    _zero(file, box.inner, box.end - box.inner)


def _zero(file: BinaryIO, at: int, length: int) -> None:
    file.seek(at)
    while length > 0:
        step = min(length, 1 << 20)
        file.write(bytes(step))
        length -= step


def _forget_times(file: BinaryIO, movie: Box) -> None:
    """`mvhd`, `tkhd` and `mdhd` hold when the file was made, behind version and flags."""
    boxes = _children(file, movie, b"mvhd")
    for track in _children(file, movie, b"trak"):
        boxes += [box for box in (_find(file, track, b"tkhd"), _find(file, track, b"mdia", b"mdhd")) if box]
    for box in boxes:
        wide = 16 if _content(file, box, 1) == b"\1" else 8
        _zero(file, box.inner + 4, wide)


def _zero_samples(file: BinaryIO, track: Box) -> None:
    """A track of its own may tell places (a phone's `mebx`, a camera's `gpmd`): its chunks are zeroed before it is freed."""
    table = _find(file, track, b"mdia", b"minf", b"stbl")
    if table is None:
        return
    limit = file.seek(0, 2)
    for offset, length in _chunks(file, table):
        if offset + length > limit:
            raise Unfit("broken")
        _zero(file, offset, length)


def _chunks(file: BinaryIO, table: Box) -> Iterator[tuple[int, int]]:
    """Where each chunk of a track lies and how long it is (14496-12 8.7)."""
    sizes = _sizes(_content(file, _find(file, table, b"stsz"), 12 + 4 * _MOST_SAMPLES))
    runs = _numbers(_content(file, _find(file, table, b"stsc"), 8 + 12 * _MOST_SAMPLES)[8:], 4)
    wide = _find(file, table, b"co64")
    place = wide or _find(file, table, b"stco")
    offsets = _numbers(_content(file, place, 8 + 8 * _MOST_SAMPLES)[8:], 8 if wide else 4)
    run, sample = 0, 0
    for number, offset in enumerate(offsets, 1):
        while run + 3 < len(runs) and runs[run + 3] <= number:
            run += 3
        count = runs[run + 1] if run + 1 < len(runs) else 1
        yield offset, sum(sizes[sample : sample + count])
        sample += count


def _sizes(content: bytes) -> list[int]:
    fixed, count = int.from_bytes(content[4:8], "big"), int.from_bytes(content[8:12], "big")
    if fixed:
        return [fixed] * min(count, _MOST_SAMPLES)
    return _numbers(content[12:], 4)


def _numbers(content: bytes, wide: int) -> list[int]:
    return [int.from_bytes(content[at : at + wide], "big") for at in range(0, len(content) - wide + 1, wide)]
