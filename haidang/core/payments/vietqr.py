"""The text of a VietQR code: EMVCo merchant-presented QR as Napas uses it for transfers to an account.

A list of (tag, length, value): 00 version, 01 static or dynamic, 38 the account (Napas' AID, bank BIN, number, service),
52 category, 53 currency (704 đồng), 54 amount, 58 country, 59 holder, 62.08 memo, 63 CRC16-CCITT over all before it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

AID, TO_ACCOUNT = "A000000727", "QRIBFTTA"
STATIC, DYNAMIC = "11", "12"
VND, VIETNAM, ANY_CATEGORY = "704", "VN", "0000"
MOST_MEMO, MOST_NAME, MOST_AMOUNT = 25, 25, 13
"""Signs that fields 62.08 and 59 and digits that field 54 may have."""


class Unreadable(ValueError):
    """Not the text of a VietQR code; says where it is wrong."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """What a code asks for: `amount` in đồng (None: the payer types it), `bank` the six-digit BIN of Napas."""

    bank: str
    account: str
    amount: int | None = None
    memo: str = ""
    name: str = ""


def crc16(text: str) -> int:
    """CRC-16/CCITT-FALSE: polynomial 0x1021, beginning with 0xFFFF.

    >>> f"{crc16('123456789'):04X}"
    '29B1'
    """
    crc = 0xFFFF
    for byte in text.encode("ascii"):
        crc ^= byte << 8
        for _bit in range(8):
            crc = ((crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def written(transfer: Transfer) -> str:
    """The text of the code. Raises ValueError for a field that is too long or not plain ASCII."""
    _check(transfer)
    account = _field("00", transfer.bank) + _field("01", transfer.account)
    fields = [
        _field("00", "01"),
        _field("01", STATIC if transfer.amount is None else DYNAMIC),
        _field("38", _field("00", AID) + _field("01", account) + _field("02", TO_ACCOUNT)),
        _field("52", ANY_CATEGORY),
        _field("53", VND),
        _field("54", str(transfer.amount)) if transfer.amount is not None else "",
        _field("58", VIETNAM),
        _field("59", transfer.name) if transfer.name else "",
        _field("62", _field("08", transfer.memo)) if transfer.memo else "",
    ]
    text = "".join(fields) + "6304"
    return f"{text}{crc16(text):04X}"


def _check(one: Transfer) -> None:
    for name, value, most in (
        ("memo", one.memo, MOST_MEMO),
        ("name", one.name, MOST_NAME),
        ("account", one.account, 19),
    ):
        if not value.isascii() or len(value) > most:
            raise ValueError(f"{name} {value!r}: at most {most} plain ASCII signs")
    if len(one.bank) != 6 or not one.bank.isdigit():
        raise ValueError(f"bank {one.bank!r}: the six digits of its BIN")
    if one.amount is not None and not 0 < one.amount < 10**MOST_AMOUNT:
        raise ValueError(f"amount {one.amount}: more than none, at most {MOST_AMOUNT} digits")


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"


def read(text: str) -> Transfer:
    """What a code says. Raises Unreadable."""
    text = text.strip()
    if not text.isascii() or text[-8:-4] != "6304" or f"{crc16(text[:-4]):04X}" != text[-4:].upper():
        raise Unreadable("the check sum does not fit: copy the whole text of the code")
    fields = dict(_fields(text[:-8]))
    holder = dict(_fields(fields.get("38", "")))
    account = dict(_fields(holder.get("01", "")))
    if holder.get("00") != AID or not {"00", "01"} <= account.keys():
        raise Unreadable("field 38 names no account at Napas")
    amount = fields.get("54", "")
    if amount and not amount.isdigit():
        raise Unreadable(f"field 54 = {amount!r}: whole đồng")
    memo = dict(_fields(fields.get("62", ""))).get("08", "")
    return Transfer(account["00"], account["01"], int(amount) if amount else None, memo, fields.get("59", ""))


def _fields(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        head = text[at : at + 4]
        if len(head) < 4 or not head.isdigit() or len(text) < at + 4 + int(head[2:]):
            raise Unreadable(f"sign {at}: a field is cut off")
        yield head[:2], text[at + 4 : at + 4 + int(head[2:])]
        at += 4 + int(head[2:])
