"""From the bytes of one message to a record: header, then what the body is written in, then what happened."""

import re
from collections.abc import Iterable

from . import cef, json_lines, syslog
from .readers import Concerned, readers
from .record import LONGEST_MESSAGE, LONGEST_NAME, Record
from .shapes import Shapes

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_LONGEST_FIELD, _MOST_FIELDS = 500, 40
_LONGEST_SRC, _HIGHEST_PORT = 100, 65_535


def read_all(messages: Iterable[tuple[bytes, str, int]]) -> list[Record]:
    """Of each message its bytes, the address that sent it, and when it came in microseconds since 1970.

    Nothing raises: what cannot be understood is a message without kind. Bytes that are no UTF-8 show as U+FFFD.
    """
    given = [(_text(data), peer, received_us) for data, peer, received_us in messages]
    concerned = Concerned(readers(), Shapes([text for text, _, _ in given]))
    return [_read(text, peer, received_us, concerned) for text, peer, received_us in given]


def _text(data: bytes) -> str:
    text = data.decode("utf-8", "replace").strip(" \t\r\n\0")
    text = text.removeprefix("\ufeff")
    if not text.isprintable():  # much quicker to ask than the pattern
        text = _CONTROL.sub(" ", text)
    return text


def _read(text: str, peer: str, received_us: int, concerned: Concerned) -> Record:
    record = syslog.parse(text, peer, received_us)
    message = record.message
    if "CEF:" in message:
        cef.take(record)
    elif message.endswith("}") and message.startswith(("{", "@cee:")):
        is_json = json_lines.take(record)
        if is_json and "\\u00" in text:
            _without_control(record)  # written as escapes they come to light only now
    if not record.kind and record.form != "cef":
        if record.form == "json":  # which may write with escapes what a reader looks for
            readers().read(record)
        else:
            concerned.read(record)
    if (
        len(text) > LONGEST_NAME
        or len(record.src) > _LONGEST_SRC
        or record.port > _HIGHEST_PORT
        or len(record.fields) > _MOST_FIELDS
    ):
        _bounded(record)
    return record


def _without_control(record: Record) -> None:
    for name in ("host", "app", "message", "src", "user"):
        setattr(record, name, _CONTROL.sub(" ", getattr(record, name)))
    record.fields = {_CONTROL.sub(" ", key): _CONTROL.sub(" ", value) for key, value in record.fields.items()}


def _bounded(record: Record) -> None:
    if len(record.message) > LONGEST_MESSAGE:
        record.message = record.message[:LONGEST_MESSAGE]
    if len(record.host) > LONGEST_NAME or len(record.app) > LONGEST_NAME or len(record.user) > LONGEST_NAME:
        record.host, record.app = record.host[:LONGEST_NAME], record.app[:LONGEST_NAME]
        record.user = record.user[:LONGEST_NAME]
    record.src = record.src[:_LONGEST_SRC]
    if record.fields:
        if len(record.fields) > _MOST_FIELDS:
            record.fields = dict(list(record.fields.items())[:_MOST_FIELDS])
        for name, value in record.fields.items():
            if len(value) > _LONGEST_FIELD:
                record.fields[name] = value[:_LONGEST_FIELD]
    if not -1 <= record.port <= _HIGHEST_PORT:
        record.port = -1
