"""Real files made on the spot: pictures as phones write them, documents, videos, and what strangers may try."""

import io
import struct
import zipfile
from pathlib import Path

import pikepdf
from PIL import Image

PICTURES = Path(__file__).parent / "pictures"
WORD = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
VUNG_TAU = (107.0666667, 10.3416667)


def picture(size=(640, 480), kind="JPEG", *, place=True, turned=1, **how):
    """A photo-like picture with EXIF."""
    image = Image.open(PICTURES / "rocket.jpg").convert(how.pop("mode", "RGB")).resize(size)
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "PhoneMaker", turned
    exif.get_ifd(0x8769)[0x9003] = "2026:11:20 08:00:00"
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: (10.0, 20.0, 30.0), 3: "E", 4: (107.0, 4.0, 0.0)})
    buffer = io.BytesIO()
    image.save(buffer, kind, exif=exif, **how)
    return buffer.getvalue()


def opened(body):
    image = Image.open(io.BytesIO(body))
    image.load()
    return image


def png_of(width, height):
    """A PNG whose header claims a size, with next to nothing in it."""
    import zlib

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def package(parts=None, types=WORD, compression=zipfile.ZIP_DEFLATED):
    """A DOCX with these parts besides the usual ones."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        archive.writestr("[Content_Types].xml", b'<Types><Override ContentType="' + types + b'"/></Types>')
        archive.writestr("word/document.xml", "<w:document>Đơn đề nghị</w:document>")
        for name, body in (parts or {}).items():
            archive.writestr(name, body)
    return buffer.getvalue()


def odt(parts=None):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("META-INF/manifest.xml", "<manifest:manifest/>")
        archive.writestr("content.xml", "<office:document-content/>")
        for name, body in (parts or {}).items():
            archive.writestr(name, body)
    return buffer.getvalue()


def pdf(change=None, **how):
    """One empty page; `change` gets the document before it is written."""
    document = pikepdf.new()
    document.add_blank_page()
    if change:
        change(document)
    buffer = io.BytesIO()
    document.save(buffer, **how)
    return buffer.getvalue()


def box(kind, *parts):
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + kind + body


def mp4(seconds=5, *, told=b"", brand=b"isom", said=None, with_places=False):
    """A film without pictures worth decoding; `told` is what its maker's box says, `with_places` adds a track of GPS."""
    media = b"PICTURES" * 4
    places = b"10.3416,107.0666"
    start = 8 + 16 + 8
    head = box(b"ftyp", brand, b"\0\0\2\0", brand, b"mp41")
    start = len(head) + 8
    tracks = [_track(b"vide", seconds, start, len(media), said)]
    if with_places:
        tracks.append(_track(b"meta", seconds, start + len(media), len(places), said))
    movie = box(
        b"moov", _times(b"mvhd", seconds if said is None else said), *tracks, box(b"udta", box(b"\xa9xyz", told))
    )
    return head + box(b"mdat", media, places) + movie


def _times(kind, seconds):
    return box(
        kind, b"\0" * 4, struct.pack(">IIII", 3_900_000_000, 3_900_000_000, 1000, int(seconds * 1000)), b"\0" * 80
    )


def _track(handler, seconds, offset, length, said):
    header = box(b"tkhd", b"\0" * 76, struct.pack(">HHHH", 640, 0, 480, 0))
    table = box(
        b"stbl",
        box(b"stts", struct.pack(">IIII", 0, 1, 1, int(seconds * 1000))),
        box(b"stsc", struct.pack(">IIIII", 0, 1, 1, 1, 1)),
        box(b"stsz", struct.pack(">III", 0, length, 1)),
        box(b"stco", struct.pack(">III", 0, 1, offset)),
    )
    told = seconds if said is None else said
    media = box(b"mdia", _times(b"mdhd", told), box(b"hdlr", b"\0" * 8, handler, b"\0" * 12), box(b"minf", table))
    return box(b"trak", header, media)


def film(path, seconds=2, code="mp4v"):
    """A real video, as OpenCV writes it."""
    import cv2
    import numpy as np

    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*code), 10, (160, 120))
    for number in range(seconds * 10):
        writer.write(np.full((120, 160, 3), number * 5 % 255, np.uint8))
    writer.release()
    return path.read_bytes()
