"""What an MQTT message says: topic `haidang/<thing>/<series>`, payload a number or JSON.

    37.2
    {"value": 37.2, "at": "2026-11-21T09:00:00+07:00", "quality": 0, "unit": "ug/m3"}
    [{"value": 37.2, "at": "..."}, {"value": 37.4, "at": "..."}]

A reading without `at` gets the moment it arrived. Nothing raises: what cannot be read becomes a rejection with its
reason, which goes to the source's log.
"""

from datetime import datetime

import msgspec
from django.utils.translation import gettext_lazy as _

from haidang.api.ingest.body import BOM, refusal
from haidang.core.telemetry import reasons
from haidang.core.telemetry.readings import Delivery, Reading, Sender
from haidang.core.telemetry.reasons import Rejection

from .topics import topic_of

LARGEST = 256 * 1024  # bytes of one message
MOST_READINGS = 5_000  # in one message
NOT_FINITE = (b"nan", b"inf", b"infinity")

reasons.WORDS |= {
    "bad_topic": _("chủ đề %(value)s không có dạng haidang/<mã thiết bị>/<mã chuỗi>, mã chỉ gồm A–Z a–z 0–9 . _ -"),
    "bad_payload": _('nội dung %(value)s không phải số, cũng không phải JSON như {"value": 37.2, "at": "…"}'),
    "too_large": _("bản tin dài %(value)s byte: chia thành các bản tin nhỏ hơn 256 kB"),
    "too_many": _("bản tin có %(value)s số đo: chia thành các bản tin không quá 5000"),
    "retained": _("bản tin lưu lại (retain) không có at: không rõ đo lúc nào, hãy gửi kèm at hoặc bỏ retain"),
}


class Said(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """One reading in a payload."""

    value: float
    at: str | None = None
    quality: int = 0
    unit: str = ""


_one: msgspec.json.Decoder[float | Said] = msgspec.json.Decoder(float | Said)
_many = msgspec.json.Decoder(list[msgspec.Raw])


def delivery(topic: str | bytes, payload: bytes, received_at: datetime, source: str, *, retained: bool) -> Delivery:
    """The readings of one message and what of it cannot be taken. `source` is the key of the thing's source."""
    named = topic_of(topic)
    if named is None:
        shown = topic if isinstance(topic, str) else topic.decode(errors="replace")
        return _refused(Sender("mqtt"), received_at, Rejection(0, "topic", "bad_topic", shown))
    sender = Sender(f"mqtt:{named.thing}" if source else "mqtt", source=source)
    whole = _read(payload, f"{named.thing}/{named.series}")
    if isinstance(whole, Rejection):
        return _refused(sender, received_at, whole)
    lines, places, refused = [], [], []
    for index, said in enumerate(whole):
        if isinstance(said, Rejection):
            refused.append(said)
        elif retained and said.at is None:
            refused.append(Rejection(index, "at", "retained"))
        else:
            at = received_at.isoformat() if said.at is None else said.at
            lines.append(Reading(named.thing, named.series, at, said.value, said.quality, said.unit))  # type: ignore[arg-type]
            places.append(index)
    return Delivery(
        sender, lines, received_at, places, refused, door="mqtt", name=f"haidang/{named.thing}/{named.series}"
    )


def _refused(sender: Sender, received_at: datetime, why: Rejection) -> Delivery:
    return Delivery(sender, [], received_at, [], [why])


def _read(payload: bytes, where: str) -> list[Said | Rejection] | Rejection:
    """Every reading of a payload, or why none of it can be read."""
    if len(payload) > LARGEST:
        return Rejection(0, where, "too_large", len(payload))
    payload = payload.removeprefix(BOM).strip()
    try:
        entries = _many.decode(payload) if payload.startswith(b"[") else [payload]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Rejection(0, where, "bad_payload", payload.decode(errors="replace"))
    if len(entries) > MOST_READINGS:
        return Rejection(0, where, "too_many", len(entries))
    return [_said(bytes(one), index) for index, one in enumerate(entries)]


def _said(raw: bytes, index: int) -> Said | Rejection:
    """A bare number, one of those that JSON does not know (the door to readings says why it takes none), or an object."""
    if raw.lower().lstrip(b"+-") in NOT_FINITE:
        return Said(float(raw))
    try:
        found = _one.decode(raw)
    except msgspec.ValidationError as error:
        return refusal(index, raw, str(error))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Rejection(index, "payload", "bad_payload", raw.decode(errors="replace"))
    return Said(found) if isinstance(found, float) else found
