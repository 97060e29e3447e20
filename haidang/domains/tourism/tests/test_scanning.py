"""Documents read from pictures: drawn zones, turned, blurred, noisy; QR codes; and what must be refused."""

import io
from collections.abc import Iterator
from datetime import date, datetime

import cv2
import numpy as np
import pytest
import segno

from haidang.domains.tourism.scanning import mrz, qr, reading, signs
from haidang.domains.tourism.scanning.document import Unreadable
from haidang.kernel import clock

# the specimen of ICAO Doc 9303, part 4
PASSPORT = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]
# the specimen of part 5
CARD = ["I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"]
CODE = "079200000001|025000001|Nguyễn Văn Thử|02091990|Nam|1 Đường Thử, Phường Vũng Tàu|15082021"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.frozen(datetime(2026, 11, 22, tzinfo=clock.HO_CHI_MINH)):
        yield


def drawn(lines: list[str], *, degrees: float = 0.0, scale: float = 1.0, noise: float = 0.0) -> signs.Pixels:
    """A page with a zone at its foot, as a camera might see it."""
    with np.load(reading.Path(signs.__file__).with_name("ocrb.npz")) as kept:
        glyphs = dict(zip(kept["signs"].tolist(), kept["glyphs"], strict=True))
    rows = [np.hstack([np.pad(glyphs[sign], ((14, 14), (3, 3))) for sign in line]) for line in lines]
    zone = np.vstack(rows)
    page = np.full((900, zone.shape[1] + 160), 235, np.uint8)
    top = page.shape[0] - zone.shape[0] - 60
    page[top : top + zone.shape[0], 80:-80] -= (zone * 0.8).astype(np.uint8)
    cv2.putText(page, "SPECIMEN", (200, 300), cv2.FONT_HERSHEY_SIMPLEX, 3, 90, 6)
    turn = cv2.getRotationMatrix2D((page.shape[1] / 2, page.shape[0] / 2), degrees, scale)
    seen = cv2.GaussianBlur(cv2.warpAffine(page, turn, page.shape[::-1], borderValue=235), (3, 3), 0)
    chance = np.random.default_rng(1)
    return np.clip(seen + chance.normal(0, noise, seen.shape), 0, 255).astype(np.uint8)


@pytest.mark.parametrize(("degrees", "scale", "noise"), [(0, 1, 0), (1.5, 0.9, 6), (-2.5, 0.95, 10), (180, 1, 4)])
def test_a_passport_is_read_from_a_picture(degrees: float, scale: float, noise: float) -> None:
    found = reading.of_pixels(drawn(PASSPORT, degrees=degrees, scale=scale, noise=noise))
    assert (found.kind, found.number, found.name, found.nationality) == (
        "passport",
        "L898902C3",
        "ERIKSSON ANNA MARIA",
        "UTO",
    )
    assert (found.born, found.gender) == (date(1974, 8, 12), "female")


def test_a_card_is_read_from_a_picture() -> None:
    found = reading.of_pixels(drawn(CARD, noise=5))
    assert (found.number, found.name) == ("D23145890", "ERIKSSON ANNA MARIA")


def test_the_vietnamese_card_gives_all_twelve_digits() -> None:
    first = "IDVNM200000001" + mrz.check_digit("200000001") + "079200000001<<5"
    second = "900902" + mrz.check_digit("900902") + "M300902" + mrz.check_digit("300902") + "VNM" + "<" * 11
    whole = first[5:30] + second[0:7] + second[8:15] + second[18:29]
    found = mrz.read([first, second + mrz.check_digit(whole), "NGUYEN<<VAN<THU".ljust(30, "<")])
    assert (found.kind, found.number, found.name, found.born) == (
        "citizen_card", "079200000001", "NGUYEN VAN THU", date(1990, 9, 2),
    )  # fmt: skip


def test_look_alikes_are_put_right_where_only_digits_stand() -> None:
    wrong = [PASSPORT[0], PASSPORT[1].replace("7408122", "74O8I22")]
    assert mrz.read(wrong).born == date(1974, 8, 12)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (["P<UTO", "L8"], "shape"),
        ([PASSPORT[0], PASSPORT[1].replace("740812", "740813")], "check"),
        ([PASSPORT[0], PASSPORT[1].replace("L898902C3", "L898902C4")], "check"),
    ],
)
def test_what_does_not_add_up_is_refused_and_never_guessed(lines: list[str], why: str) -> None:
    with pytest.raises(Unreadable) as refused:
        mrz.read(lines)
    assert refused.value.code == why


def picture_of(text: str) -> bytes:
    made = io.BytesIO()
    segno.make(text, error="m").save(made, kind="png", scale=8, border=6)
    return made.getvalue()


def test_the_code_of_a_citizen_card_is_read_from_a_photo() -> None:
    found = reading.read(picture_of(CODE))
    assert (found.number, found.name, found.born) == ("079200000001", "Nguyễn Văn Thử", date(1990, 9, 2))
    assert (found.gender, found.address) == ("male", "1 Đường Thử, Phường Vũng Tàu")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"not a picture", "picture"),
        (picture_of("https://example.org/"), "shape"),
        (picture_of("12|||02091990|Nam|x|"), "number"),
    ],
    ids=["no picture", "an address", "no number"],
)
def test_pictures_of_something_else_are_refused(content: bytes, why: str) -> None:
    with pytest.raises(Unreadable) as refused:
        reading.read(content)
    assert refused.value.code == why


def test_a_code_with_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(Unreadable):
        qr.read(CODE.replace("02091990", "31021990"))
