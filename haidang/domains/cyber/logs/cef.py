"""CEF, the Common Event Format of firewalls and gateways: `CEF:0|vendor|product|version|id|name|severity|key=value ...`.

In the head `\\|` and `\\\\` are escaped, in the values `\\=`, `\\\\`, `\\n` and `\\r`; values hold spaces.
"""

import re

from . import moments
from .record import Record

LONG = 10
"""Digits of a number that is none: Python refuses to read thousands of them."""
_HEAD = re.compile(r"CEF:\s?\d+(?:\.\d+)?\|")
_PART = re.compile(r"((?:[^|\\]|\\.)*+)\|", re.DOTALL)
_KEY = re.compile(r"(?:^|(?<=\s))([A-Za-z0-9_.\[\]]+)(?<!\\)=")
_ESCAPED = re.compile(r"\\([\\|=nr])")
_MEANT = {"n": "\n", "r": "\r"}
_WORDS = {"low": 5, "unknown": 5, "medium": 4, "high": 3, "very-high": 2}
_BLOCKED = {
    "deny",
    "denied",
    "drop",
    "dropped",
    "block",
    "blocked",
    "reject",
    "rejected",
    "reset",
    "prevent",
    "prevented",
}


def take(record: Record) -> bool:
    """Read the message of a record as CEF; False when it is none, with the record as it was."""
    start = record.message.find("CEF:")
    head = _HEAD.match(record.message, start) if start >= 0 else None
    if head is None:
        return False
    parts, at = [], head.end()
    for _ in range(6):
        part = _PART.match(record.message, at)
        if part is None:
            return False
        parts.append(_plain(part[1]))
        at = part.end()
    vendor, product, version, signature, name, severity = parts
    fields = extension(record.message[at:])
    record.form = "cef"
    level = _level(severity)
    record.level = record.level if level is None else level
    record.app = record.app or product.lower().replace(" ", "-")[:80]
    record.fields |= {"vendor": vendor, "product": product, "version": version, "signature": signature, **fields}
    record.message = f"{name}: {fields['msg']}" if fields.get("msg") else name
    record.host = record.host or fields.get("dvchost", "") or fields.get("dvc", "")
    record.src = fields.get("src", "") or fields.get("shost", "")
    record.user = fields.get("suser", "") or fields.get("duser", "")
    record.port = int(fields["dpt"]) if fields.get("dpt", "").isdecimal() and len(fields["dpt"]) < LONG else -1
    record.kind = _kind(fields)
    if said := fields.get("rt") or fields.get("end") or fields.get("start"):
        record.at_us = moments.believed(_moment(said, record.received_us), record.received_us)
    return True


def extension(text: str) -> dict[str, str]:
    """`key=value` pairs; a value goes on until the next key. `cs1Label=Rule cs1=7` also gives the value its label's name."""
    marks = list(_KEY.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    found = {mark[1]: _plain(text[mark.end() : end].strip()) for mark, end in zip(marks, ends, strict=True)}
    for key, label in list(found.items()):
        if key.endswith("Label") and key[:-5] in found and label:
            found.setdefault(label, found[key[:-5]])
    return found


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda one: _MEANT.get(one[1], one[1]), text) if "\\" in text else text


def _level(severity: str) -> int | None:
    """0-3 low, 4-6 medium, 7-8 high, 9-10 very high, as levels of syslog."""
    if severity.isdecimal() and len(severity) < LONG:
        number = int(severity)
        return 5 if number <= 3 else 4 if number <= 6 else 3 if number <= 8 else 2
    return _WORDS.get(severity.strip().lower())


def _kind(fields: dict[str, str]) -> str:
    act = fields.get("act", "").strip().lower()
    return "denied" if act in _BLOCKED else ""


def _moment(said: str, received_us: int) -> int | None:
    """Milliseconds since 1970, ISO, or `Nov 22 2026 07:14:15.123`."""
    if said.isdecimal():
        return moments.epoch(float(said))
    words = said.split()
    if len(words) >= 3 and words[1].isdecimal() and len(words[1]) <= 2:
        year = words[2] if words[2].isdecimal() and len(words[2]) == 4 else ""
        time = words[3] if year and len(words) > 3 else words[2]
        return moments.bsd(words[0], words[1], time, received_us, year)
    return moments.iso(said)
