"""The QR code of the Vietnamese citizen card: number | old number | name | born | gender | address | issued (as printed since 2021).

The layout is from the cards themselves, as public programs read them (trust C); no text that sets it was read.
"""

from datetime import date, datetime

from .document import Document, Unreadable

PARTS = 6
GENDER = {"nam": "male", "nữ": "female"}


def read(text: str) -> Document:
    """Raises Unreadable: shape, number or date."""
    parts = [part.strip() for part in text.split("|")]
    if len(parts) < PARTS:
        raise Unreadable("shape")
    number, _old, name, born, gender, address = parts[:PARTS]
    if not (number.isdecimal() and len(number) == 12) or not name:
        raise Unreadable("number")
    return Document(
        kind="citizen_card", number=number, name=name, nationality="VNM", born=_day(born),
        gender=GENDER.get(gender.casefold(), ""), address=address,  # type: ignore[arg-type]
    )  # fmt: skip


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return datetime.strptime(text, "%d%m%Y").date()  # noqa: DTZ007 - a day without a time
    except ValueError:
        raise Unreadable("date") from None
