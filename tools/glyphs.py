"""Draw the map's letters: signed distance fields of Be Vietnam Pro as MapLibre glyph ranges.

Without its own glyphs MapLibre draws letters by canvas and sets Ố Ồ Ễ Ẫ Ẵ of this font too low.

The file format is the glyphs.proto of Mapbox/MapLibre (protobuf): 24 px letters, a border of 3 px, and a
distance of 8 px mapped to one byte with the outline at 0.75 of it.
"""

from collections.abc import Iterator
from importlib import metadata
from importlib.resources import files
from pathlib import Path

import numpy as np
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont
from scipy.ndimage import distance_transform_edt

SIZE = 24
BORDER = 3
RADIUS = 8
CUTOFF = 0.25
ASCENT = 26
"""MapLibre measures a glyph's top downward from this line."""
OVERSAMPLE = 8
RANGES = (0, 256, 512, 768, 7680, 7936, 8192, 8448, 8704)
"""Latin, Vietnamese, punctuation, arrows and signs; a range holds 256 letters."""

STACKS = {"BVP Regular": "Medium", "BVP SemiBold": "SemiBold"}
"""Font stack of the map style -> weight drawn. The medium weight reads better than 400 over a map."""


def font_file(weight: str) -> Path:
    return Path(str(files("fontpkg_be_vietnam_pro"))) / "files" / f"BeVietnamPro-{weight}.ttf"


def font_version() -> str:
    return metadata.version("fontpkg-be-vietnam-pro")


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def zigzag(number: int) -> int:
    return number * 2 if number >= 0 else -number * 2 - 1


def number_field(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def bytes_field(field: int, value: bytes) -> bytes:
    return varint(field << 3 | 2) + varint(len(value)) + value


def distance_field(letter: str, font: ImageFont.FreeTypeFont, box: tuple[int, int, int, int]) -> bytes:
    """One byte a pixel, rows from the top; box = left, top, width, height in pixels without the border."""
    left, top, width, height = box
    size = ((width + 2 * BORDER) * OVERSAMPLE, (height + 2 * BORDER) * OVERSAMPLE)
    image = Image.new("L", size)
    origin = ((BORDER - left) * OVERSAMPLE, (BORDER - top) * OVERSAMPLE)
    ImageDraw.Draw(image).text(origin, letter, font=font, fill=255, anchor="ls")
    inside = np.asarray(image) > 127
    distance = (distance_transform_edt(~inside) - distance_transform_edt(inside)) / OVERSAMPLE
    rows, columns = height + 2 * BORDER, width + 2 * BORDER
    distance = distance.reshape(rows, OVERSAMPLE, columns, OVERSAMPLE).mean(axis=(1, 3))
    field = np.clip(255 - 255 * (distance / RADIUS + CUTOFF), 0, 255)
    return bytes(field.round().astype(np.uint8).tobytes())


def glyph(code: int, font: ImageFont.FreeTypeFont) -> bytes:
    letter = chr(code)
    x0, y0, x1, y1 = (edge / OVERSAMPLE for edge in font.getbbox(letter, anchor="ls"))
    out = number_field(1, code)
    left, top = int(np.floor(x0)), int(np.floor(y0))
    width, height = int(np.ceil(x1)) - left, int(np.ceil(y1)) - top
    if width > 0 and height > 0:
        out += bytes_field(2, distance_field(letter, font, (left, top, width, height)))
    else:
        left = top = width = height = 0
    out += number_field(3, width) + number_field(4, height)
    out += number_field(5, zigzag(left)) + number_field(6, zigzag(-top - ASCENT))
    return out + number_field(7, round(font.getlength(letter) / OVERSAMPLE))


def glyph_range(stack: str, first: int, covered: set[int], font: ImageFont.FreeTypeFont) -> bytes:
    letters = [code for code in range(max(first, 32), first + 256) if code in covered]
    body = bytes_field(1, stack.encode()) + bytes_field(2, f"{first}-{first + 255}".encode())
    body += b"".join(bytes_field(3, glyph(code, font)) for code in letters)
    return bytes_field(1, body)


def make(folder: Path) -> Iterator[Path]:
    for stack, weight in STACKS.items():
        source = font_file(weight)
        covered = set(TTFont(source).getBestCmap())
        font = ImageFont.truetype(str(source), SIZE * OVERSAMPLE)
        for first in RANGES:
            path = folder / stack / f"{first}-{first + 255}.pbf"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(glyph_range(stack, first, covered, font))
            yield path


if __name__ == "__main__":
    for made in make(Path(__file__).resolve().parent.parent / "haidang/core/ui/static/vendor/glyphs"):
        print(made.name, made.stat().st_size)
