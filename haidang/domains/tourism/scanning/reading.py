"""A photo of a document to what it says. The photo is drawn anew in a process apart, looked at, and thrown away."""

import tempfile
from pathlib import Path

import cv2
import numpy as np

from haidang.core.files import apart
from haidang.core.files.apart import Broke
from haidang.core.files.sniff import HEAD, sniff
from haidang.core.files.unfit import Unfit

from . import mrz, qr, zone
from .document import Document, Unreadable
from .signs import Pixels

MOST_BYTES = 12 * 1024 * 1024
SECONDS = 10
PICTURES = ("image/jpeg", "image/png", "image/webp", "image/heic")


def read(content: bytes) -> Document:
    """Raises Unreadable: picture (too large, or none), nothing (no zone and no code), or why what was found is wrong."""
    return of_pixels(_drawn(content))


def of_pixels(photo: Pixels) -> Document:
    """From a grey picture: the code first, which needs no reading of signs."""
    why = "nothing"
    if said := _code(photo):
        try:
            return qr.read(said)
        except Unreadable as error:
            why = error.code
    for lines in zone.lines(photo):
        try:
            return mrz.read(lines)
        except Unreadable as error:
            why = error.code
    raise Unreadable(why)


def _code(photo: Pixels) -> str:
    """What a QR code says; "" where there is none, or one that OpenCV fails on."""
    try:
        said, *_rest = cv2.QRCodeDetector().detectAndDecode(photo)
    except (cv2.error, UnicodeDecodeError):
        return ""
    return said


def _drawn(content: bytes) -> Pixels:
    if len(content) > MOST_BYTES:
        raise Unreadable("picture")
    try:
        kind = sniff(content[:HEAD])
    except Unfit:
        raise Unreadable("picture") from None
    if kind not in PICTURES:
        raise Unreadable("picture")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "given"
        source.write_bytes(content)
        try:
            apart.run("heavy:picture", str(source), kind, folder, seconds=SECONDS)
        except (Unfit, Broke):
            raise Unreadable("picture") from None
        drawn = cv2.imdecode(np.frombuffer((Path(folder) / "clean.jpg").read_bytes(), np.uint8), cv2.IMREAD_GRAYSCALE)
    if drawn is None:
        raise Unreadable("picture")
    return np.asarray(drawn, np.uint8)
