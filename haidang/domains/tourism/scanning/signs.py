"""The 37 signs of OCR-B, told apart by how they look: nearest of the known pictures by correlation and by shape."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Features = NDArray[np.float32]
WIDE, TALL = 20, 28
SHAPE_COUNTS = 1.2
"""How much the proportions of a sign count beside its picture: I and 1, < and K differ little otherwise."""


class Alphabet(NamedTuple):
    signs: str
    pictures: Features
    shapes: Features


@cache
def alphabet() -> Alphabet:
    with np.load(Path(__file__).with_name("ocrb.npz")) as kept:
        glyphs, signs = kept["glyphs"], "".join(kept["signs"].tolist())
    cut = [cropped(glyph) for glyph in glyphs]
    return Alphabet(signs, np.stack([picture(one) for one in cut]), np.array([shape(one) for one in cut], np.float32))


def cropped(glyph: Pixels) -> Pixels:
    """Only the sign, light on dark."""
    ys, xs = np.nonzero(glyph > 96)
    return glyph[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]


def picture(sign: Pixels) -> Features:
    """One vector of length one, mean zero."""
    small = cv2.resize(sign, (WIDE, TALL), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (3, 3), 0).astype(np.float32).ravel()
    soft -= soft.mean()
    return soft / (float(np.linalg.norm(soft)) or 1.0)


def shape(sign: Pixels) -> float:
    """Logarithm of width over height."""
    return float(np.log(sign.shape[1] / sign.shape[0]))


def told(signs: list[Pixels]) -> str:
    """The sign that each picture (light on dark, cropped) looks like most."""
    if not signs:
        return ""
    known = alphabet()
    likeness = np.stack([picture(one) for one in signs]) @ known.pictures.T
    away = np.abs(np.array([shape(one) for one in signs], np.float32)[:, None] - known.shapes[None, :])
    best = np.argmax(likeness - SHAPE_COUNTS * np.clip(away - 0.08, 0, None), axis=1)
    return "".join(known.signs[at] for at in best)
