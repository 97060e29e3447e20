"""Videos: how long they are, whether they are whole, and the same file without what it tells of who made it.

A container is a tree of boxes (MP4, MOV: ISO/IEC 14496-12) or elements (WebM: RFC 8794, RFC 9559). Metadata is blanked
where it lies, so that no offset changes and nothing is encoded anew. Stills come from OpenCV's decoder.
"""

from dataclasses import dataclass
from pathlib import Path

from . import mp4, webm
from .unfit import Unfit

LONGEST = 30.0
ROUNDING = 0.5  # seconds; a camera stops at the end of a frame, and of a group of them


@dataclass(frozen=True, slots=True)
class Film:
    """What a video says of itself; `duration` in seconds, pixels as stored (before rotation)."""

    duration: float
    width: int
    height: int


def look(path: Path, media_type: str) -> Film:
    """Raises Unfit: video_long, broken, truncated."""
    with path.open("rb") as file:
        duration, width, height = webm.look(file) if media_type == "video/webm" else mp4.look(file)
    if duration > LONGEST + ROUNDING:
        raise Unfit("video_long", seconds=round(duration), longest=round(LONGEST))
    return Film(duration, width, height)


def clean(path: Path, media_type: str) -> None:
    """Blank, in place, everything that is neither picture nor sound nor needed to play them. Raises Unfit."""
    with path.open("r+b") as file:
        if media_type == "video/webm":
            webm.blank(file)
        else:
            mp4.blank(file)


def still(path: Path, target: Path, longest: int) -> tuple[int, int]:
    """Write a picture of about the first second as JPEG; its width and height. Raises Unfit when nothing can be decoded."""
    import cv2  # decodes with FFmpeg's native (LGPL) decoders; only in a process of its own

    film = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    try:
        picture = None
        for _ in range(30):
            found, frame = film.read()
            if not found:
                break
            picture = frame
    finally:
        film.release()
    if picture is None:
        raise Unfit("broken")
    scale = min(1.0, longest / max(picture.shape[:2]))
    if scale < 1:
        picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    cv2.imwrite(str(target), picture, [cv2.IMWRITE_JPEG_QUALITY, 82, cv2.IMWRITE_JPEG_PROGRESSIVE, 1])
    return int(picture.shape[1]), int(picture.shape[0])
