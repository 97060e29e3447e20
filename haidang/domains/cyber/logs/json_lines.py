"""JSON messages: one object a line or datagram, or behind a syslog header (also with the cookie `@cee:`).

Programs name the same thing differently; the names each field is looked for under are tried in order.
"""

from typing import Any

import msgspec

from . import moments
from .record import Record

NAMES: dict[str, tuple[str, ...]] = {
    "at": ("@timestamp", "timestamp", "time", "ts", "eventTime", "date"),
    "host": ("host", "hostname", "host.name", "host.hostname", "computer", "Computer", "agent.name"),
    "app": ("app", "appname", "program", "service", "service.name", "process.name", "logger", "Channel"),
    "message": ("message", "msg", "log", "event.original", "short_message"),
    "level": ("level", "severity", "log.level", "syslog_severity"),
    "src": (
        "src_ip", "src", "source.ip", "client_ip", "remote_addr", "remoteAddr", "client.ip", "ip", "remote_ip", "IpAddress",
    ),
    "user": ("user", "username", "user.name", "usr", "account", "TargetUserName", "actor"),
    "port": ("dst_port", "dpt", "destination.port", "dest_port", "port"),
}  # fmt: skip
LEVELS = {
    "emerg": 0, "emergency": 0, "panic": 0, "alert": 1, "crit": 2, "critical": 2, "fatal": 2, "err": 3, "error": 3,
    "warn": 4, "warning": 4, "notice": 5, "info": 6, "information": 6, "informational": 6, "debug": 7, "trace": 7,
}  # fmt: skip
DEEPEST = 4
LONG = 10
"""Digits of a number that is none: Python refuses to read thousands of them."""
_decode = msgspec.json.Decoder().decode


def take(record: Record) -> bool:
    """Read the message of a record as one JSON object; False when it is none, with the record as it was."""
    text = record.message.removeprefix("@cee:").strip()
    if not text.startswith("{") or not text.endswith("}"):
        return False
    try:
        said = _decode(text)
    except (msgspec.DecodeError, RecursionError):
        return False
    flat: dict[str, str] = {}
    _flatten(flat, "", said, 0)
    found = {field: _first(flat, names) for field, names in NAMES.items()}
    record.form = "json"
    record.host = found["host"] or record.host
    record.app = found["app"] or record.app
    record.src, record.user = found["src"], found["user"]
    record.port = int(found["port"]) if found["port"].isdecimal() and len(found["port"]) < LONG else -1
    record.level = _level(found["level"], record.level)
    record.at_us = moments.believed(_moment(found["at"]), record.received_us) if found["at"] else record.at_us
    record.message = found["message"] or text
    record.fields |= flat
    return True


def _flatten(flat: dict[str, str], stem: str, value: Any, depth: int) -> None:
    if isinstance(value, dict) and depth < DEEPEST:
        for key, inside in value.items():
            _flatten(flat, f"{stem}.{key}" if stem else str(key), inside, depth + 1)
    elif isinstance(value, (dict, list)):
        flat[stem] = msgspec.json.encode(value).decode()
    elif value is not None:
        flat[stem] = str(value).lower() if isinstance(value, bool) else str(value)


def _first(flat: dict[str, str], names: tuple[str, ...]) -> str:
    return next((flat.pop(name) for name in names if name in flat), "")


def _level(said: str, before: int) -> int:
    if said.isdecimal():
        return int(said) if len(said) < LONG and int(said) <= 7 else before
    return LEVELS.get(said.lower(), before)


def _moment(said: str) -> int | None:
    try:
        return moments.epoch(float(said))
    except ValueError:
        return moments.iso(said)
