"""Pictures: what they say of themselves, a quick small one, and a new picture drawn from their pixels.

What a viewer gets is always drawn anew, so that nothing of the original (EXIF, XMP, colour profile, what hides behind
the end of the file) reaches them. Only the first picture of an animation is taken.
"""

import io
import warnings
from dataclasses import dataclass
from datetime import datetime
from mmap import ACCESS_READ, mmap
from pathlib import Path

import pi_heif
from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError

from .unfit import Unfit

pi_heif.register_heif_opener(thumbnails=False)
Image.MAX_IMAGE_PIXELS = None  # `look` has bounds of its own, before anything is decoded

FORMATS = {
    "image/jpeg": ("JPEG",),  # of several pictures in one file too
    "image/png": ("PNG",),
    "image/webp": ("WEBP",),
    "image/heic": ("HEIF",),
}
MOST_PIXELS = {"image/jpeg": 110_000_000}
"""A JPEG can be decoded smaller than it is; the others cannot."""
MOST_PIXELS_ELSE = 50_000_000
LONGEST_SIDE = 20_000
QUICK_PIXELS = 24_000_000
"""The largest picture that is made small at once, for a page that waits for it."""
CLEAN_SIDE, THUMB_SIDE = 2560, 480
CLEAN_QUALITY, THUMB_QUALITY = 82, 75
FILL, START_OF_SCAN, END_OF_IMAGE = b"\xff", b"\xda", b"\xff\xd9"
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""By the EXIF orientation."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture says: pixels as stored, and from EXIF the moment (local to the camera, without zone) and WGS 84 place."""

    width: int
    height: int
    taken_at: datetime | None = None
    lon: float | None = None
    lat: float | None = None


def look(path: Path, media_type: str) -> Picture:
    """Read the header and look for the end, decode nothing. Raises Unfit: too_many_pixels, broken, truncated.

    What is broken in between shows when the worker draws it anew; nobody gets it before.
    """
    _must_be_whole(path, media_type)
    with _opened(path, media_type) as image:
        width, height = image.size
        most = MOST_PIXELS.get(media_type, MOST_PIXELS_ELSE)
        if width * height > most or max(width, height) > LONGEST_SIDE:
            raise Unfit("too_many_pixels", width=width, height=height, most=most // 1_000_000)
        moment, place = _exif(image)
    return Picture(width, height, moment, *(place or (None, None)))


def quick_thumb(path: Path, media_type: str) -> bytes | None:
    """A small JPEG at once where that is quick (a JPEG decoded at an eighth), else None. Raises Unfit: truncated, broken."""
    if media_type != "image/jpeg":
        return None
    with _opened(path, media_type) as image:
        if image.width * image.height > QUICK_PIXELS:
            return None
        image.draft("RGB", (THUMB_SIDE, THUMB_SIDE))
        small = _drawn(image, THUMB_SIDE)
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=THUMB_QUALITY)
    return buffer.getvalue()


def redraw(path: Path, media_type: str, side: int = CLEAN_SIDE) -> Image.Image:
    """The picture upright, in sRGB, with no more than `side` pixels along its long edge. Raises Unfit."""
    with _opened(path, media_type) as image:
        image.draft("RGB", (side, side))
        return _drawn(image, side)


def write(image: Image.Image, target: Path, *, quality: int = CLEAN_QUALITY) -> None:
    """As progressive JPEG with nothing but pixels in it."""
    image.save(target, "JPEG", quality=quality, progressive=True, optimize=True)


def smaller(image: Image.Image, side: int) -> Image.Image:
    copy = image.copy()
    copy.thumbnail((side, side), Image.Resampling.LANCZOS)
    return copy


class _opened:  # noqa: N801 - reads as the block it opens
    """Open as one of the formats of the media type only; what Pillow raises becomes Unfit."""

    def __init__(self, path: Path, media_type: str) -> None:
        self.path, self.formats = path, FORMATS[media_type]

    def __enter__(self) -> Image.Image:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self.image = Image.open(self.path, formats=self.formats)
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, RuntimeError) as error:
            raise _unfit(error) from None
        return self.image

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self.image.close()
        if isinstance(error, OSError | SyntaxError | ValueError | RuntimeError | EOFError | IndexError):
            raise _unfit(error) from None


def _unfit(error: BaseException) -> Unfit:
    said = str(error).lower()
    return Unfit("truncated" if "truncated" in said or "end of" in said or "eof" in said else "broken")


def _drawn(image: Image.Image, side: int) -> Image.Image:
    """The turn that EXIF asks for is made after shrinking, where it costs less."""
    turned = image.getexif().get(ExifTags.Base.Orientation, 1)
    profile = image.info.get("icc_profile")
    image.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    plain = _in_srgb(image, profile)
    plain = Image.frombytes("RGB", plain.size, plain.tobytes())  # pixels alone go on
    return plain.transpose(_TURNS[turned]) if turned in _TURNS else plain


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile and image.mode in ("RGB", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            found = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a damaged profile changes colours, not what is seen
        else:
            if found is not None:
                return found
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        solid = image.convert("RGBA")
        paper = Image.new("RGB", solid.size, "white")
        paper.paste(solid, mask=solid.getchannel("A"))
        return paper
    return image.convert("RGB")


def _exif(image: Image.Image) -> tuple[datetime | None, tuple[float, float] | None]:
    """EXIF is written by anybody: what cannot be read is not there."""
    try:
        exif = image.getexif()
        detail, gps = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    except Exception:
        return None, None
    moment = _moment(detail.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime))
    return moment, _place(gps)


def _moment(text: object) -> datetime | None:
    try:
        return datetime.strptime(str(text).strip("\0 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - cameras name no zone
    except ValueError:
        return None


def _place(gps: dict[int, object]) -> tuple[float, float] | None:
    tags = ExifTags.GPS
    lat = _degrees(gps.get(tags.GPSLatitude), gps.get(tags.GPSLatitudeRef), "S")
    lon = _degrees(gps.get(tags.GPSLongitude), gps.get(tags.GPSLongitudeRef), "W")
    if lat is None or lon is None or not (abs(lat) <= 90 and abs(lon) <= 180) or (lat == 0 == lon):
        return None
    return round(lon, 7), round(lat, 7)


def _degrees(parts: object, side: object, negative: str) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in parts)  # type: ignore[attr-defined]
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    return -value if str(side).strip("\0 ").upper() == negative else value


def _must_be_whole(path: Path, media_type: str) -> None:
    """Look for the end of a picture without decoding. Raises Unfit."""
    if media_type == "image/jpeg":
        if not _has_end_of_scans(path):
            raise Unfit("truncated")
        return
    length = path.stat().st_size
    with path.open("rb") as file:
        if media_type == "image/webp":
            size = int.from_bytes(file.read(8)[4:], "little")
            if size + 8 > length:
                raise Unfit("truncated")
        elif media_type == "image/png":
            file.seek(-12, 2)
            if file.read(8)[4:] != b"IEND" and not _has_end(path):
                raise Unfit("truncated")
        else:
            _walk_boxes(file, length)


def _has_end_of_scans(path: Path) -> bool:
    """An end marker behind the beginning of the picture itself (ISO/IEC 10918-1, B.1.1): the small one in its EXIF has its
    own. Something may follow it, as a second picture or a film does; it never reaches a viewer."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as body:
        at = 2
        while body[at : at + 1] == FILL and (marker := body[at + 1 : at + 2]) != START_OF_SCAN:
            at += 1 if marker == FILL else 2 + int.from_bytes(body[at + 2 : at + 4], "big")
        return body.rfind(END_OF_IMAGE, at) >= 0


def _has_end(path: Path) -> bool:
    """Something may follow the end of a PNG; it never reaches a viewer."""
    return b"\0\0\0\0IEND\xae\x42\x60\x82" in path.read_bytes()


def _walk_boxes(file: io.BufferedReader, length: int) -> None:
    at = 0
    while at + 8 <= length:
        file.seek(at)
        head = file.read(16)
        size = int.from_bytes(head[:4], "big")
        size = int.from_bytes(head[8:16], "big") if size == 1 else size or length - at
        if size < 8 or at + size > length:
            raise Unfit("truncated")
        at += size
