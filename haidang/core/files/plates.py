"""Number plates, as what they are: short pieces of text. PP-OCRv4's detector (DB, arXiv:1911.08947) finds text; what has the
shape of a plate's line is taken.

Vietnamese plates (TT 79/2024/TT-BCA): car 520 x 110 mm in one line and 330 x 165 mm in two, motorcycle 190 x 140 mm in two.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from .blurring import Pixels, Region, grown, network, shrunk

LIKELY = 0.25
SURE = 0.4
SIDES = (1600, 800)
LONGEST = 9.0
"""Longer lines are signs and print, which stay readable."""
SMALLEST = 3
WIDEST, HIGHEST = 0.6, 0.25
"""Of the picture: what is larger is no plate, and to blur it would leave nothing to see."""
UNCLIP = 1.6
ACROSS, ALONG = 0.12, 0.25


def find(picture: Pixels) -> list[Region]:
    """Raises Unavailable."""
    found: list[Region] = []
    for side in SIDES:
        if side == SIDES[0] or max(picture.shape[:2]) > side:
            found += _find_at(picture, side)
    return [grown(region, ACROSS, ALONG) for region in found]


def _find_at(picture: Pixels, side: int) -> list[Region]:
    seen = shrunk(picture, side)
    net = network("text.onnx")
    net.setInput(cv2.dnn.blobFromImage(seen, 1 / 127.5, mean=(127.5, 127.5, 127.5)))
    likely: NDArray[np.float32] = np.asarray(net.forward(), np.float32)[0, 0]
    outlines, _ = cv2.findContours((likely > LIKELY).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found = (_region(outline, likely) for outline in outlines)
    return [region for region in found if region is not None]


def _region(outline: cv2.typing.MatLike, likely: NDArray[np.float32]) -> Region | None:
    """The upright rectangle around a piece of text that is short enough; the network draws text thinner than it is."""
    centre, (wide, high), angle = cv2.minAreaRect(outline)
    if min(wide, high) < SMALLEST or _score(outline, likely) < SURE:
        return None
    more = wide * high * UNCLIP / (2 * (wide + high)) * 2
    wide, high = wide + more, high + more
    if max(wide, high) > LONGEST * min(wide, high):
        return None
    corners = cv2.boxPoints((centre, (wide, high), angle))
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    height, width = likely.shape
    if right - left > WIDEST * width or bottom - top > HIGHEST * height:
        return None
    box = (left / width, top / height, (right - left) / width, (bottom - top) / height)
    return Region.of(box, "plate", _score(outline, likely))


def _score(outline: cv2.typing.MatLike, likely: NDArray[np.float32]) -> float:
    """The mean of the map within the outline."""
    left, top, wide, high = cv2.boundingRect(outline)
    mask = np.zeros((high, wide), np.uint8)
    cv2.fillPoly(mask, [outline - np.array([left, top])], 1)
    return float(cv2.mean(likely[top : top + high, left : left + wide], mask)[0])
