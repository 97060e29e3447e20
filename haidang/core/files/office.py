"""Office documents (DOCX, XLSX, ODT): what such a ZIP is, and that it neither bursts nor runs or fetches anything.

ECMA-376 part 2 (packages), OASIS ODF 1.3 part 2 (packages).
"""

import re
import zipfile
import zlib
from pathlib import Path

from .unfit import Unfit

MOST_PARTS = 2_000
MOST_BYTES = 200_000_000
MOST_RATIO = 150
SMALL = 2_000_000
"""Unpacked bytes under which the ratio does not matter: an empty sheet of many rows packs well."""
STEP = 1 << 16

_MAIN = {
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ),
    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ),
}
_ODT = "application/vnd.oasis.opendocument.text"
_RUNS = re.compile(r"(^|/)(vbaProject\.bin|vbaData\.xml|activeX/.*|macrosheets/.*)$|^(Basic|Scripts)/.+", re.IGNORECASE)
_ARCHIVE = re.compile(r"\.(zip|rar|7z|gz|tar|jar|docx|xlsx|pptx|odt|docm|xlsm)$", re.IGNORECASE)
_PROGRAM = re.compile(r"\.(exe|dll|js|vbs|bat|cmd|ps1|scr|lnk|msi|hta)$", re.IGNORECASE)
_FETCHED = re.compile(
    rb"<Relationship\b[^>]*(attachedTemplate|oleObject|/frame|subDocument|externalLink)[^>]*>", re.IGNORECASE
)
_FETCHED_SAYS = re.compile(rb"TargetMode\s*=\s*[\"']External", re.IGNORECASE)


def look(path: Path) -> str:
    """The media type of the document. Raises Unfit: archive, zip_bomb, nested_archive, macros, remote_part, locked, broken."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            _bounded(parts, path.stat().st_size)
            media_type = _media_type(package)
            for part in parts:
                _inspect(package, part)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, KeyError) as error:
        raise Unfit("truncated" if isinstance(error, zipfile.BadZipFile) else "broken") from None
    return media_type


def _bounded(parts: list[zipfile.ZipInfo], length: int) -> None:
    """By what the directory says; `_unpacked` holds it to that. Overlapping parts claim more than the file is long."""
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise Unfit("zip_bomb")
    if sum(part.compress_size for part in parts) > length or len({part.filename for part in parts}) < len(parts):
        raise Unfit("zip_bomb")
    for part in parts:
        if part.file_size > SMALL and part.file_size > MOST_RATIO * max(1, part.compress_size):
            raise Unfit("zip_bomb")
        if part.flag_bits & 1:
            raise Unfit("locked_document")
        if part.filename.startswith("/") or ".." in part.filename.split("/") or "\\" in part.filename:
            raise Unfit("broken")


def _media_type(package: zipfile.ZipFile) -> str:
    names = set(package.namelist())
    if "mimetype" in names:
        said = _unpacked(package, package.getinfo("mimetype"), 200).decode("ascii", "replace").strip()
        if said != _ODT:
            raise Unfit("document_kind")
        if b"manifest:encryption-data" in _part(package, "META-INF/manifest.xml"):
            raise Unfit("locked_document")
        return _ODT
    if "[Content_Types].xml" not in names:
        raise Unfit("archive")
    types = _part(package, "[Content_Types].xml")
    if b"macroEnabled" in types:
        raise Unfit("macros")
    for main, media_type in _MAIN.items():
        if main in types:
            return media_type
    raise Unfit("document_kind")


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    return _unpacked(package, package.getinfo(name), SMALL)


def _unpacked(package: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> bytes:
    with package.open(part) as content:
        return content.read(most)


def _inspect(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Unpack the part once, in steps; zipfile stops at the size that was announced and checks the sum of it."""
    if part.is_dir():
        return
    if _RUNS.search(part.filename):
        raise Unfit("macros")
    if _ARCHIVE.search(part.filename):
        raise Unfit("nested_archive")
    if _PROGRAM.search(part.filename):
        raise Unfit("macros")
    is_xml, text, tail = part.filename.endswith((".xml", ".rels")), bytearray(), b""
    with package.open(part) as content:
        first = True
        while step := content.read(STEP):
            if first and step.startswith((b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"MZ", b"\x7fELF")):
                raise Unfit("nested_archive")
            first = False
            if part.filename.endswith(".rels"):
                text += step
            if is_xml and (b"<!DOCTYPE" in tail + step or b"<!ENTITY" in tail + step):
                raise Unfit("macros")  # neither standard allows them; they serve to burst or to fetch
            tail = step[-16:]
    for relationship in _FETCHED.finditer(bytes(text)):
        if _FETCHED_SAYS.search(relationship.group()):
            raise Unfit("remote_part")
