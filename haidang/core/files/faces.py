"""Faces, by CenterFace (Xu et al. 2019, arXiv:1911.03599): a heat map of centres with size and offset at each point."""

import cv2
import numpy as np

from .blurring import Pixels, Region, grown, network, shrunk

SURE = 0.25
"""Well below what a camera's focus would ask for: a face too many is a small blotch, one too few is somebody's face."""
SIDES = (1600, 640)
"""A large face is easier to find in a small picture."""
STRIDE = 4
SAME = 0.4
MARGIN = 0.2
OUTPUTS = ("537", "538", "539", "540")  # heat, size, offset, and eyes, nose and mouth


def find(picture: Pixels) -> list[Region]:
    """Raises Unavailable."""
    found: list[Region] = []
    for side in SIDES:
        if side == SIDES[0] or max(picture.shape[:2]) > side:
            found += _find_at(picture, side)
    return [grown(region, MARGIN, MARGIN) for region in _without_doubles(found)]


def _find_at(picture: Pixels, side: int) -> list[Region]:
    seen = shrunk(picture, side)
    net = network("faces.onnx")
    net.setInput(cv2.dnn.blobFromImage(seen, swapRB=True))
    heat, size, offset, _ = (np.asarray(layer)[0] for layer in net.forward(OUTPUTS))
    rows, columns = np.nonzero(heat[0] > SURE)
    high, wide = np.exp(size[0, rows, columns]) * STRIDE, np.exp(size[1, rows, columns]) * STRIDE
    x = (columns + offset[1, rows, columns] + 0.5) * STRIDE - wide / 2
    y = (rows + offset[0, rows, columns] + 0.5) * STRIDE - high / 2
    height, width = seen.shape[:2]
    boxes = np.stack([x / width, y / height, wide / width, high / height, heat[0, rows, columns]], axis=1)
    return [Region.of(box[:4], "face", box[4]) for box in boxes]


def _without_doubles(found: list[Region]) -> list[Region]:
    if not found:
        return []
    boxes = [(one.x * 4096, one.y * 4096, one.width * 4096, one.height * 4096) for one in found]
    kept = cv2.dnn.NMSBoxes(boxes, [one.score for one in found], SURE, SAME)
    return [found[int(number)] for number in np.asarray(kept).ravel()]
