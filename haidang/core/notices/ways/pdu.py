"""Short messages as a GSM modem takes them (3GPP TS 23.040, 23.038): SMS-SUBMIT out, SMS-STATUS-REPORT in.

Vietnamese with its marks goes as UCS2, 70 signs a part (67 of several); what the basic alphabet holds goes in 7 bits, 160 (153).
"""

from dataclasses import dataclass

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
MORE = {"^": 20, "{": 40, "}": 41, "\\": 47, "[": 60, "~": 61, "]": 62, "|": 64, "€": 101}
ESCAPE = 27
SUBMIT, ASKS_REPORT, HAS_HEADER = 0x01, 0x20, 0x40
INTERNATIONAL, UNKNOWN = 0x91, 0x81
MOST_PARTS = 10
COUNTRY = "84"


@dataclass(frozen=True, slots=True)
class Report:
    """What the network says of one message: its reference, to whom it went, TP-Status (23.040, 9.2.3.15)."""

    reference: int
    number: str
    status: int

    @property
    def is_delivered(self) -> bool:
        return self.status <= 0x02

    @property
    def is_lost(self) -> bool:
        return self.status >= 0x40


def submits(number: str, text: str, reference: int) -> list[tuple[str, int]]:
    """The parts of a message in hexadecimal, each with the length that AT+CMGS asks for; the last one asks for a report.

    Raises ValueError for a number that is none, or a text of more than ten parts.
    """
    is_basic = all(sign in MORE or (sign in BASIC and sign != "\x1b") for sign in text)
    parts = _septet_parts(text) if is_basic else _ucs2_parts(text)
    if len(parts) > MOST_PARTS:
        raise ValueError(f"a text of {len(parts)} parts: at most {MOST_PARTS}")
    return [
        _submit(number, part, is_basic, _header(reference, len(parts), at), is_last=at == len(parts))
        for at, part in enumerate(parts, 1)
    ]


def digits_of(number: str) -> str:
    """A Vietnamese number in international digits; a short number of the network as it is.

    >>> digits_of("0901 234 567"), digits_of("+84 901234567"), digits_of("1022")
    ('84901234567', '84901234567', '1022')
    """
    digits = "".join(sign for sign in number if sign.isdigit())
    if number.strip().startswith("+"):
        return digits
    return COUNTRY + digits[1:] if digits.startswith("0") and len(digits) >= 10 else digits


def report(pdu: str) -> Report | None:
    """Read an SMS-STATUS-REPORT as the modem gives it, None for another kind of message. Raises ValueError."""
    octets = bytes.fromhex(pdu)
    at = 1 + octets[0]
    if octets[at] & 0x03 != 0x02:
        return None
    length = octets[at + 2]
    number = _swapped(octets[at + 4 : at + 4 + (length + 1) // 2])[:length]
    return Report(octets[at + 1], number, octets[at + 4 + (length + 1) // 2 + 14])


def _submit(number: str, part: list[int], is_basic: bool, header: bytes, *, is_last: bool) -> tuple[str, int]:
    digits = digits_of(number)
    if not 3 <= len(digits) <= 15:
        raise ValueError("a number of 3 to 15 digits is needed")
    first = SUBMIT | (ASKS_REPORT if is_last else 0) | (HAS_HEADER if header else 0)
    kind = INTERNATIONAL if len(digits) > 8 else UNKNOWN
    length, data = _septets(part, header) if is_basic else (len(header) + len(part), header + bytes(part))
    octets = (
        bytes([first, 0, len(digits), kind]) + _semi(digits) + bytes([0, 0x00 if is_basic else 0x08, length]) + data
    )
    return "00" + octets.hex().upper(), len(octets)


def _header(reference: int, parts: int, at: int) -> bytes:
    return bytes([5, 0, 3, reference % 256, parts, at]) if parts > 1 else b""


def _septet_parts(text: str) -> list[list[int]]:
    signs = [[ESCAPE, MORE[sign]] if sign in MORE else [BASIC.index(sign)] for sign in text]
    return _filled(signs, 160, 153)


def _ucs2_parts(text: str) -> list[list[int]]:
    return _filled([list(sign.encode("utf-16-be")) for sign in text], 140, 134)


def _filled(signs: list[list[int]], alone: int, of_several: int) -> list[list[int]]:
    """No sign is torn in two."""
    if sum(map(len, signs)) <= alone:
        return [[one for sign in signs for one in sign]]
    parts: list[list[int]] = [[]]
    for sign in signs:
        if len(parts[-1]) + len(sign) > of_several:
            parts.append([])
        parts[-1] += sign
    return parts


def _septets(septets: list[int], header: bytes) -> tuple[int, bytes]:
    """Packed seven bits each, after a header that is filled up to a whole septet (23.040, 9.2.3.24)."""
    before = -(-len(header) * 8 // 7)
    bits = 0
    for at, septet in enumerate(septets):
        bits |= septet << (7 * (before + at))
    length = before + len(septets)
    packed = bytearray(bits.to_bytes(-(-length * 7 // 8), "little"))
    packed[: len(header)] = header
    return length, bytes(packed)


def _semi(digits: str) -> bytes:
    padded = digits + "F" * (len(digits) % 2)
    return bytes.fromhex("".join(padded[at + 1] + padded[at] for at in range(0, len(padded), 2)))


def _swapped(octets: bytes) -> str:
    return "".join(one[1] + one[0] for one in (f"{octet:02X}" for octet in octets)).rstrip("F")
