"""Making faces and number plates in a picture unrecognisable, for the copy that everybody may see.

Two small networks look for them (`faces`, `plates`); what they miss a person adds by hand. See docs/why/blurring.md.
"""

import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""A picture: height x width x 3, blue first."""
What = Literal["face", "plate", "hand"]

FOLDER = Path(__file__).parent / "detectors"
LOCK = FOLDER / "detectors.lock"
SIDE = 1600
"""Long edge of the public copy. The detectors see the very pixels that are published: what is too small for them is hardly
readable for anybody."""
CELLS = 5
"""How many cells of one colour are left along the longer side of a region."""


class Unavailable(Exception):
    """A detector is not there, or is not what was vendored."""


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle in fractions of the picture's width and height, from the upper left corner."""

    x: float
    y: float
    width: float
    height: float
    what: What = "hand"
    score: float = 1.0

    @classmethod
    def of(cls, box: Iterable[float], what: What = "hand", score: float = 1.0) -> "Region":
        """From x, y, width, height as any kind of number."""
        x, y, width, height = (float(part) for part in box)
        return cls(x, y, width, height, what, round(float(score), 3))


@cache
def network(name: str) -> cv2.dnn.Net:
    """A vendored detector, its bytes compared with the lock. Raises Unavailable."""
    path = FOLDER / name
    try:
        locked = {entry["file"]: entry["sha256"] for entry in tomllib.loads(LOCK.read_text())["file"]}
        body = path.read_bytes()
        if hashlib.sha256(body).hexdigest() != locked[name]:
            raise Unavailable(f"{path} is not what {LOCK.name} names")
        return cv2.dnn.readNetFromONNX(np.frombuffer(body, np.uint8))
    except (OSError, KeyError, tomllib.TOMLDecodeError, cv2.error) as error:
        raise Unavailable(f"{path}: {error}") from error


def shrunk(picture: Pixels, longest: int, step: int = 32) -> Pixels:
    """No longer than `longest`, both sides rounded to what a network takes; a small picture is not made larger."""
    height, width = picture.shape[:2]
    scale = min(1.0, longest / max(height, width))
    sides = [max(step, round(side * scale / step) * step) for side in (width, height)]
    return np.asarray(cv2.resize(picture, (sides[0], sides[1]), interpolation=cv2.INTER_AREA), np.uint8)


def regions(picture: Pixels) -> list[Region]:
    """Faces and what may be number plates. Raises Unavailable."""
    from . import faces, plates

    return faces.find(picture) + plates.find(picture)


def blur(picture: Pixels, found: list[Region]) -> Pixels:
    """A copy in which each region is a few soft blotches; nothing of it can be computed back."""
    blurred = picture.copy()
    for region in found:
        left, top, right, bottom = _edges(region, picture)
        if right <= left or bottom <= top:
            continue
        part = blurred[top:bottom, left:right]
        longest = max(part.shape[:2])
        cells = (max(1, round(CELLS * part.shape[1] / longest)), max(1, round(CELLS * part.shape[0] / longest)))
        coarse = cv2.resize(part, cells, interpolation=cv2.INTER_AREA)
        soft = cv2.resize(coarse, (part.shape[1], part.shape[0]), interpolation=cv2.INTER_LINEAR)
        blurred[top:bottom, left:right] = soft
    return blurred


def _edges(region: Region, picture: Pixels) -> tuple[int, int, int, int]:
    height, width = picture.shape[:2]
    return (
        max(0, int(region.x * width)),
        max(0, int(region.y * height)),
        min(width, int(np.ceil((region.x + region.width) * width))),
        min(height, int(np.ceil((region.y + region.height) * height))),
    )


def grown(region: Region, across: float, along: float) -> Region:
    """Wider by `across` and higher by `along` of its size on each side, within the picture."""
    left, top = max(0.0, region.x - across * region.width), max(0.0, region.y - along * region.height)
    right = min(1.0, region.x + (1 + across) * region.width)
    bottom = min(1.0, region.y + (1 + along) * region.height)
    return Region(left, top, right - left, bottom - top, region.what, region.score)
