"""Syslog: RFC 5424, and RFC 3164 with what devices make of it (no priority, no host, ISO moments, Cisco's counters).

Nothing is refused: a text that follows no form is a message of its sender at the moment it came.
"""

import re

from . import moments
from .record import Record

_PRIORITY = re.compile(r"<(\d{1,3})>")
_PRIORITIES = {str(number): (number >> 3, number & 7) for number in range(192)}
_COMMON = re.compile(  # what nearly all senders write, in one go
    r"<(\d{1,3})>([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) ([^\s:\[\]<%]+) ([^\s:\[\]()%]{1,80})(?:\[(\d+)\])?: (.*)",
    re.DOTALL,
)
_5424 = re.compile(
    r"1 (-|\S+) (\S+) (\S+) (\S+) (\S+) (-|(?:\[(?:[^\]\"\\]|\\.|\"(?:[^\"\\]|\\.)*+\")*+\])++)(?: (.*))?", re.DOTALL
)
_ELEMENT = re.compile(r'\[([^\s=\]"]+)((?:[^\]"\\]|\\.|"(?:[^"\\]|\\.)*+")*+)\]')
_PARAMETER = re.compile(r'([^\s=\]"]+)="((?:[^"\\]|\\.)*+)"')
_ESCAPED = re.compile(r'\\(["\\\]])')
_BSD = re.compile(
    r"[*.]?([A-Z][a-z]{2})\s{1,2}(\d{1,2})(?: (\d{4}))? (\d\d:\d\d:\d\d(?:\.\d{1,9})?)(?: [A-Z]{3,4})?:? "
)
_COUNTER = re.compile(r"\d{1,10}: (?:([\w.-]+): )?")
_HOST = re.compile(r"([A-Za-z0-9_.:%-]*[A-Za-z0-9_.%-]) ")
_TAG = re.compile(r"([^\s:\[\]]{1,80})(?:\[([^\]\s]{0,40})\]:? ?|: ?| (?=\())")
_BRACKETED = re.compile(r"\[([A-Za-z][\w.-]{0,60})\]:? ")
_CISCO = re.compile(r"%([A-Z][A-Z0-9_]*(?:-[A-Z0-9_]+)*)-([0-7])-([A-Z0-9_]+): ?")
_LOOSE = re.compile(r"([A-Za-z][A-Za-z0-9_./-]*)\[(\d+)\]: ")


def parse(text: str, peer: str, received_us: int) -> Record:
    """One message, without its framing."""
    common = _COMMON.match(text)
    if common is not None:
        priority, stamp, host, app, pid, message = common.groups()
        known = _PRIORITIES.get(priority)
        if known is not None and not app.startswith("CEF"):
            at_us = moments.believed(moments.stamp(stamp, received_us // moments.DAY_US), received_us)
            return Record(at_us, received_us, peer, host, app, pid or "", known[1], known[0], message, "3164")
    record, start = Record(received_us, received_us, peer), 0
    if text.startswith("<") and (found := _PRIORITY.match(text)):
        number = int(found[1])
        if number < 192:
            record.facility, record.level = number >> 3, number & 7
            start = found.end()
    if text.startswith("1 ", start) and start and (header := _5424.match(text, start)):
        _take_5424(record, header)
    else:
        _take_3164(record, text, start)
    return record


def _take_5424(record: Record, header: re.Match[str]) -> None:
    at, host, app, pid, message_id, data, body = header.groups()
    record.form = "5424"
    if at != "-":
        record.at_us = moments.believed(moments.iso(at), record.received_us)
    record.host = "" if host == "-" else host
    record.app = "" if app == "-" else app
    record.pid = "" if pid == "-" else pid
    if message_id != "-":
        record.fields["msgid"] = message_id
    if data != "-":
        _take_data(record.fields, data)
    record.message = (body or "").removeprefix("\ufeff")


def _take_data(fields: dict[str, str], data: str) -> None:
    """`[origin@1 ip="192.0.2.1"]` becomes `ip`; of two parameters of one name the first keeps it."""
    for _, inside in _ELEMENT.findall(data):
        for name, value in _PARAMETER.findall(inside):
            fields.setdefault(name, _ESCAPED.sub(r"\1", value) if "\\" in value else value)


def _take_3164(record: Record, text: str, start: int) -> None:
    rest, host = text, ""
    if start and (counted := _COUNTER.match(text, start)):  # Cisco numbers its messages
        start, host = counted.end(), counted[1] or ""
    said, after = _moment(text, start, record.received_us)
    if said is not None:
        record.form = "3164"
        record.at_us = moments.believed(said, record.received_us)
        start = after
        if not host and not _BRACKETED.match(text, start) and not _ends_a_tag(text, start):
            named = _HOST.match(text, start)
            if named:
                host, start = named[1], named.end()
    elif start:
        record.form = "3164"
    else:
        _take_loose(record, text)
        return
    record.host = host
    rest = text[start:]
    _take_tag(record, rest)


def _ends_a_tag(text: str, start: int) -> bool:
    """`Nov 22 07:14:15 sshd[12]: ...` has a program where others write the host."""
    tag = _TAG.match(text, start)
    return tag is not None and tag[2] is not None


def _moment(text: str, start: int, received_us: int) -> tuple[int | None, int]:
    if found := _BSD.match(text, start):
        month, day, year, time = found.groups()
        return moments.bsd(month, day, time, received_us, year or ""), found.end()
    word = text.find(" ", start)
    if word > start and text[start].isdigit() and (said := moments.iso(text[start:word])) is not None:
        return said, word + 1
    return None, start


def _take_tag(record: Record, rest: str) -> None:
    if rest.startswith(("%", ": %")):
        rest = rest.removeprefix(": ")
    if cisco := _CISCO.match(rest):
        record.app, record.message = cisco[1].lower(), rest
        record.fields["mnemonic"] = f"{cisco[1]}-{cisco[2]}-{cisco[3]}"
        record.level = int(cisco[2]) if record.level < 0 else record.level
    elif rest.startswith("CEF:"):
        record.message = rest
    elif bracketed := _BRACKETED.match(rest):
        record.app, record.message = bracketed[1], rest[bracketed.end() :]
    elif tag := _TAG.match(rest):
        record.app, record.pid = tag[1].split("(", 1)[0], tag[2] or ""
        record.message = rest[tag.end() :]
    else:
        record.message = rest


def _take_loose(record: Record, text: str) -> None:
    """No priority and no known moment in front: lines as `journalctl` and files show them."""
    record.message = text
    if loose := _LOOSE.search(text, 0, 120):
        record.app, record.pid = loose[1], loose[2]
        before = text[: loose.start()].split()
        record.host = before[-1] if before else ""
        record.message = text[loose.end() :]
