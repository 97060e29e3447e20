"""Names of files: for people to read, never for a file system."""

import re
import unicodedata

from .sniff import Kind

LONGEST = 120
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\\/:*?\"<>|]+")
"""Control signs, signs that turn the direction of reading (photo‮gpj.exe), and what file systems forbid."""


def cleaned(name: str, kind: Kind) -> str:
    """The last part of the name without signs that deceive, with the ending of what the file really is.

    >>> from .sniff import KINDS
    >>> cleaned("C:\\\\ảnh\\\\hố ga.exe", KINDS["image/jpeg"])
    'hố ga.jpg'
    """
    last = last_part(name)
    stem = (last.rpartition(".")[0] or last).strip(". ")[:LONGEST]
    return f"{stem or 'tep'}.{kind.ending}"


def last_part(name: str) -> str:
    """What stands behind the last folder, without signs that deceive."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    return " ".join(_UNSAFE.sub(" ", last).split())[-LONGEST:]
