"""The slow part of what is made of a file, run apart: a new picture, its small one, and the copy for everybody.

Everything here works on paths and answers with plain values, so that it can be called in another process.
"""

from dataclasses import asdict
from pathlib import Path
from shutil import copyfile
from typing import Any

import cv2
import numpy as np
from PIL import Image

from . import blurring, images, videos
from .unfit import Unfit

STILL_SIDE, STILL_QUALITY = 1280, 80


def picture(source: str, media_type: str, folder: str) -> dict[str, Any]:
    """Draw `clean.jpg` and `thumb.jpg` into the folder; `{"clean": [w, h], "thumb": [w, h]}`. Raises Unfit."""
    clean = images.redraw(Path(source), media_type)
    images.write(clean, Path(folder) / "clean.jpg")
    return {"clean": list(clean.size), "thumb": _thumb(clean, folder)}


def film(source: str, media_type: str, folder: str) -> dict[str, Any]:
    """Copy the video without metadata as `clean`, and a picture of it as `still.jpg` and `thumb.jpg`. Raises Unfit."""
    clean = Path(folder) / "clean"
    copyfile(source, clean)
    videos.clean(clean, media_type)
    seen = videos.look(clean, media_type)
    size = videos.still(clean, Path(folder) / "still.jpg", images.CLEAN_SIDE)
    with Image.open(Path(folder) / "still.jpg") as still:
        thumb = _thumb(still, folder)
    return {"clean": [seen.width, seen.height], "still": list(size), "thumb": thumb}


def public(clean: str, folder: str, extra: list[list[float]], looked_at: bool) -> dict[str, Any]:
    """Blur a clean picture into `public.jpg` and `public-thumb.jpg`.

    `extra` are x, y, width, height of regions that a person drew. `looked_at`: a person answers for the copy, so that it
    may be made without the detectors. `{"public": [w, h], "thumb": [w, h], "regions": [...], "detected": bool}`.
    """
    drawn = images.redraw(Path(clean), "image/jpeg", blurring.SIDE)
    pixels = np.ascontiguousarray(np.asarray(drawn)[:, :, ::-1])
    try:
        found, detected = blurring.regions(pixels), True
    except (blurring.Unavailable, cv2.error) as error:
        if not looked_at:
            raise Unfit("no_detector", why=str(error)[:200]) from error
        found, detected = [], False
    found += [blurring.Region.of(box) for box in extra]
    blurred = Image.fromarray(np.ascontiguousarray(blurring.blur(pixels, found)[:, :, ::-1]))
    images.write(blurred, Path(folder) / "public.jpg")
    return {
        "public": list(blurred.size),
        "thumb": _thumb(blurred, folder, "public-thumb.jpg"),
        "regions": [asdict(region) for region in found],
        "detected": detected,
    }


def _thumb(picture: Image.Image, folder: str, name: str = "thumb.jpg") -> list[int]:
    small = images.smaller(picture, images.THUMB_SIDE)
    small.save(Path(folder) / name, "JPEG", quality=images.THUMB_QUALITY)
    return list(small.size)


def still(source: str, folder: str) -> list[int]:
    """Draw a camera's JPEG anew as `still.jpg` into the folder; [w, h]. Raises Unfit."""
    path = Path(source)
    images.look(path, "image/jpeg")
    drawn = images.redraw(path, "image/jpeg", STILL_SIDE)
    images.write(drawn, Path(folder) / "still.jpg", quality=STILL_QUALITY)
    return list(drawn.size)
