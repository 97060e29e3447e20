"""What the one box of the counter understands."""

import pytest

from haidang.web.desk.counter.barcode import code128, symbols
from haidang.web.desk.counter.typed import read

CARD = "079085001234|025123456|Nguyễn Văn A|02051985|Nam|1 Lê Lợi, Phường Vũng Tàu|01012022"


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("", "nothing", ""),
        ("H15.50.05.13-261008-0975", "code", "H15.50.05.13-261008-0975"),
        ("h99.101-261116-0001\n", "code", "H99.101-261116-0001"),
        ("https://hd.example/app/r/H99.101-261116-0001/abc_-9/", "code", "H99.101-261116-0001"),
        ("PA-261116-0001", "code", "PA-261116-0001"),
        ("bg-261116-0002", "handover", "BG-261116-0002"),
        ("0903 123 456", "phone", "0903123456"),
        ("+84 903-123-456", "phone", "+84903123456"),
        ("079085001234", "identity", "079085001234"),
        ("225123456", "identity", "225123456"),
        (CARD, "identity", "079085001234"),
        ("7KQ2-M4XP", "draft", "7KQ2-M4XP"),
        ("7kq2m4xp", "draft", "7KQ2-M4XP"),
        ("làm khai sinh", "words", "làm khai sinh"),
        ("1.001193", "words", "1.001193"),
        ("x" * 900, "words", "x" * 200),
    ],
)
def test_the_box_tells_codes_numbers_cards_and_words_apart(typed, kind, value):
    assert (read(typed).kind, read(typed).value) == (kind, value)


def test_an_identity_card_fills_in_what_it_says():
    assert read(CARD).claims == {
        "identity": "079085001234", "name": "Nguyễn Văn A", "gender": "Nam", "address": "1 Lê Lợi, Phường Vũng Tàu",
        "birth_date": "1985-05-02",
    }  # fmt: skip
    assert "birth_date" not in read(CARD.replace("02051985", "31021985")).claims


def test_bars_are_code_128_with_its_check_symbol():
    assert symbols("PJJ123C")[-2:] == [55, 106]
    assert 'aria-label="H99.101-261116-0001"' in code128("H99.101-261116-0001")
    with pytest.raises(ValueError, match="no sign"):
        symbols("Đơn")
