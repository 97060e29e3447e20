"""What a file is, by its first bytes; its name and what the sender calls it are never believed.

Signatures: ISO/IEC 10918-1 (JPEG), PNG 3rd edition 5.2, RFC 9649 (WebP), ISO/IEC 14496-12 4.3 (ftyp of MP4, MOV, HEIF),
RFC 8794 (EBML), ISO 32000-2 7.5.2 (PDF), APPNOTE 4.3.7 (ZIP).
"""

from dataclasses import dataclass
from typing import Literal

from .unfit import Unfit

Family = Literal["image", "document", "video"]
HEAD = 4096
"""Bytes that `sniff` wants to see."""
MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is taken. `largest` in bytes."""

    media_type: str
    family: Family
    ending: str
    largest: int


_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {
    kind.media_type: kind
    for kind in (
        Kind("image/jpeg", "image", "jpg", 25 * MB),
        Kind("image/png", "image", "png", 25 * MB),
        Kind("image/webp", "image", "webp", 25 * MB),
        Kind("image/heic", "image", "heic", 25 * MB),
        Kind("application/pdf", "document", "pdf", 50 * MB),
        Kind(_DOCX, "document", "docx", 25 * MB),
        Kind(_XLSX, "document", "xlsx", 25 * MB),
        Kind("application/vnd.oasis.opendocument.text", "document", "odt", 25 * MB),
        Kind("video/mp4", "video", "mp4", 100 * MB),
        Kind("video/quicktime", "video", "mov", 100 * MB),
        Kind("video/webm", "video", "webm", 100 * MB),
    )
}
FAMILIES: frozenset[Family] = frozenset({"image", "document", "video"})
ZIP = "application/zip"
"""Not a kind that is taken: `office` says what such a file is."""

_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx"}
_MP4_BRANDS = {
    b"isom",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"MSNV",
    b"dash",
    b"hvc1",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
}
_REFUSED: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"#!", "program"),
    (b"GIF8", "picture_kind"),
    (b"BM", "picture_kind"),
    (b"II*\0", "picture_kind"),
    (b"MM\0*", "picture_kind"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_office"),
    (b"{\\rtf", "old_office"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"PK\x05\x06", "archive"),
)


def sniff(head: bytes) -> str:
    """The media type of a file by its first `HEAD` bytes: a key of KINDS, or ZIP. Raises Unfit for anything else."""
    if not head:
        raise Unfit("empty")
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith(b"PK\x03\x04"):
        return ZIP
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return _of_matroska(head)
    if head[4:8] == b"ftyp":
        return _of_brands(head)
    if head[4:8] in {b"moov", b"mdat", b"wide", b"skip", b"free"}:
        return "video/quicktime"  # QuickTime before it had ftyp
    raise Unfit(_refusal(head))


def _of_brands(head: bytes) -> str:
    size = int.from_bytes(head[:4], "big")
    major = head[8:12]
    brands = {head[at : at + 4] for at in range(16, min(size, len(head)) - 3, 4)} | {major}
    if brands & {b"avif", b"avis"}:
        raise Unfit("picture_kind")
    if major in _HEIF_BRANDS:
        return "image/heic"
    if major == b"qt  ":
        return "video/quicktime"
    if brands & _MP4_BRANDS:
        return "video/mp4"
    raise Unfit("unknown")


def _of_matroska(head: bytes) -> str:
    """WebM is the Matroska whose DocType (element 0x4282) says so."""
    at = head.find(b"\x42\x82", 4, 80)
    if at >= 0 and head[at + 3 : at + 7] == b"webm":
        return "video/webm"
    raise Unfit("video_kind")


def _refusal(head: bytes) -> str:
    for signature, code in _REFUSED:
        if head.startswith(signature):
            return code
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n\0").lower()
    if b"<svg" in text:
        return "svg"
    if text.startswith((b"<?xml", b"<!doctype", b"<html", b"<script")):
        return "web_page"
    return "unknown"
