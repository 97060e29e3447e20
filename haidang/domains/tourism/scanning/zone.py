"""Finding the zone for machines in a photo: rows of many signs of one height, evenly spaced, turned straight first."""

import cv2
import numpy as np

from . import signs
from .signs import Pixels

WORKING_WIDTH = 1500
LENGTHS = (44, 30)
TURNS = (0.0, -2.0, 2.0, -4.0, 4.0, 180.0)
"""Degrees tried in order; a page lies rarely straight under a camera."""
LEAST_SIGNS = 0.6
"""Of the signs of a line that must be found as blobs; fillers fade first."""


def lines(photo: Pixels) -> list[list[str]]:
    """Candidates for the lines of a zone, best first: two of 44 or three of 30. `photo` is grey."""
    found = []
    for degrees in TURNS:
        rows = [line for row in _rows(_turned(_sized(photo), degrees)) if (line := _line(row))]
        for length, wanted in ((44, 2), (30, 3)):
            fitting = [line for line in rows if len(line) == length]
            if len(fitting) >= wanted:
                found.append(fitting[-wanted:])
    return found


def _sized(photo: Pixels) -> Pixels:
    scale = WORKING_WIDTH / photo.shape[1]
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(photo, None, fx=scale, fy=scale, interpolation=way), np.uint8)


def _turned(photo: Pixels, degrees: float) -> Pixels:
    if not degrees:
        return photo
    tall, wide = photo.shape
    way = cv2.getRotationMatrix2D((wide / 2, tall / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(photo, way, (wide, tall), borderMode=cv2.BORDER_REPLICATE), np.uint8)


Box = tuple[int, int, int, int]
"""x, y, width, height"""


def _rows(photo: Pixels) -> list[tuple[Pixels, list[Box]]]:
    """Rows of blobs that could be signs, from top to bottom, each with the light-on-dark picture they are in."""
    light = cv2.adaptiveThreshold(photo, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY_INV, 41, 14)
    _count, _labels, stats, _middles = cv2.connectedComponentsWithStats(light, connectivity=8)
    tall = stats[1:, cv2.CC_STAT_HEIGHT]
    wide = stats[1:, cv2.CC_STAT_WIDTH]
    fits = (tall >= 14) & (tall <= 90) & (wide >= 4) & (wide <= 1.4 * tall)
    found: list[Box] = [(int(x), int(y), int(w), int(t)) for x, y, w, t in stats[1:, :4][fits].tolist()]
    boxes = sorted(found, key=lambda box: box[1] + box[3] / 2)
    rows: list[list[Box]] = []
    for box in boxes:
        middle = box[1] + box[3] / 2
        row = next((one for one in reversed(rows[-6:]) if abs(middle - _middle(one)) < 0.45 * _height(one)), None)
        if row is None:
            rows.append([box])
        else:
            row.append(box)
    picture = cv2.bitwise_and(255 - photo, light)
    least = LEAST_SIGNS * min(LENGTHS)
    return [(np.asarray(picture, np.uint8), sorted(row)) for row in rows if len(row) >= least]


def _middle(row: list[Box]) -> float:
    return float(np.median([y + tall / 2 for _x, y, _wide, tall in row]))


def _height(row: list[Box]) -> float:
    return float(np.median([tall for _x, _y, _wide, tall in row]))


def _line(row: tuple[Pixels, list[Box]]) -> str:
    """The signs of a row at their even places; "" when they are not 44 or 30 in number."""
    picture, boxes = row
    height = _height(boxes)
    boxes = [box for box in boxes if 0.45 * height <= box[3] <= 1.35 * height]
    if len(boxes) < LEAST_SIGNS * min(LENGTHS):
        return ""
    middles = np.array([x + wide / 2 for x, _y, wide, _tall in boxes])
    steps = np.diff(middles)
    step = float(np.median(steps[(steps > 0.5 * height) & (steps < 1.5 * height)])) if len(steps) else 0.0
    if not step or np.isnan(step):
        return ""
    at = np.round((middles - middles[0]) / step).astype(int)
    step = float(np.polyfit(at, middles, 1)[0]) if len(set(at.tolist())) > 2 else step
    places = np.round((middles - middles[0]) / step).astype(int)
    length = int(places.max()) + 1
    wanted = next((one for one in LENGTHS if length <= one and length >= one - 3), 0)
    if not wanted or len(boxes) < LEAST_SIGNS * wanted:
        return ""
    cut = [picture[y : y + tall, x : x + wide] for x, y, wide, tall in boxes]
    said = ["<"] * wanted
    for place, sign in zip(places.tolist(), signs.told(cut), strict=True):
        said[place] = sign
    return "".join(said)
