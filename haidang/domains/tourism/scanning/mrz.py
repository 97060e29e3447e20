"""The zone for machines of travel documents: ICAO Doc 9303, TD3 (passport, 2 lines of 44) and TD1 (card, 3 lines of 30).

Check digits must fit: a sign that a camera takes for its look-alike (O and 0, I and 1, B and 8 ...) is put right where
the zone has only digits or only letters; whatever still does not fit is refused, never guessed.
"""

from collections.abc import Sequence
from datetime import date

from haidang.kernel import clock

from .document import Document, Kind, Unreadable

WEIGHTS = (7, 3, 1)
FILLER = "<"
TO_DIGIT = str.maketrans("OQDIZSBG", "00012586")
TO_LETTER = str.maketrans("012586", "OIZSBG")
SEX = {"M": "male", "F": "female"}
CENTURY_AHEAD = 15
"""Years from now that a two-digit year of expiry may lie ahead, at least."""


def check_digit(text: str) -> str:
    """Weights 7, 3, 1 over digits, letters from A = 10, filler 0; modulo 10.

    >>> check_digit("L898902C3"), check_digit("740812")
    ('6', '2')
    """
    return str(sum(_worth(sign) * WEIGHTS[at % 3] for at, sign in enumerate(text)) % 10)


def _worth(sign: str) -> int:
    return 0 if sign == FILLER else int(sign, 36)


def read(lines: Sequence[str]) -> Document:
    """The document of the lines of a zone. Raises Unreadable: shape, check or date."""
    lengths = [len(line) for line in lines]
    if lengths == [44, 44]:
        return _td3(*lines)
    if lengths == [30, 30, 30]:
        return _td1(*lines)
    raise Unreadable("shape")


def _td3(first: str, second: str) -> Document:
    number = _checked(second[0:9], second[9])
    born = _checked(_digits(second[13:19]), _digits(second[19]))
    ends = _checked(_digits(second[21:27]), _digits(second[27]))
    personal = second[28:42]
    if second[42] not in (FILLER, check_digit(personal)) and _digits(second[42]) != check_digit(personal):
        raise Unreadable("check")
    _checked(
        number + check_digit(number) + born + check_digit(born) + ends + check_digit(ends) + second[28:43], second[43]
    )
    return _document("passport", number, first[5:44], second[10:13], born, second[20], ends)


def _td1(first: str, second: str, third: str) -> Document:
    number = _checked(first[5:14], first[14])
    born = _checked(_digits(second[0:6]), _digits(second[6]))
    ends = _checked(_digits(second[8:14]), _digits(second[14]))
    whole = (
        number
        + check_digit(number)
        + first[15:30]
        + born
        + check_digit(born)
        + ends
        + check_digit(ends)
        + second[18:29]
    )
    _checked(whole, second[29])
    nation = _letters(second[15:18])
    own = first[15:30].rstrip(FILLER)
    # the Vietnamese card has the last nine signs of the identity number as its own number, all twelve after it
    full = own[:12] if nation == "VNM" and own[:12].isdecimal() and len(own) >= 12 else number
    kind: Kind = "citizen_card" if nation == "VNM" else "other"
    return _document(kind, full, third, nation, born, second[7], ends)


def _document(kind: Kind, number: str, names: str, nation: str, born: str, sex: str, ends: str) -> Document:
    last, _gap, first = _letters(names).partition(FILLER * 2)
    name = " ".join(part for part in (*last.split(FILLER), *first.split(FILLER)) if part)
    if not name:
        raise Unreadable("name")
    return Document(
        kind=kind, number=number.rstrip(FILLER), name=name, nationality=_letters(nation).rstrip(FILLER),
        born=_birth(born), gender=SEX.get(sex, ""), valid_to=_expiry(ends),  # type: ignore[arg-type]
    )  # fmt: skip


def _checked(text: str, digit: str) -> str:
    """The text as its check digit says it is, with look-alikes put right. Raises Unreadable."""
    wanted = _digits(digit)
    for guess in (
        text,
        text.translate(TO_DIGIT),
        text[:1] + text[1:].translate(TO_DIGIT),
        text[:2] + text[2:].translate(TO_DIGIT),
    ):
        if check_digit(guess) == wanted:
            return guess
    raise Unreadable("check")


def _digits(text: str) -> str:
    return text.translate(TO_DIGIT)


def _letters(text: str) -> str:
    return text.translate(TO_LETTER)


def _birth(text: str) -> date | None:
    found = _date(text, 2000)
    return found.replace(year=found.year - 100) if found and found > clock.today() else found


def _expiry(text: str) -> date | None:
    found = _date(text, 2000)
    far = clock.today().year + 100 - (100 - CENTURY_AHEAD)
    return found.replace(year=found.year - 100) if found and found.year > far + 20 else found


def _date(text: str, century: int) -> date | None:
    """None for a day or month that the document leaves out. Raises Unreadable for one that is none."""
    if FILLER in text:
        return None
    try:
        return date(century + int(text[:2]), int(text[2:4]), int(text[4:6]))
    except ValueError:
        raise Unreadable("date") from None
