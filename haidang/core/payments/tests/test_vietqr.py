"""The text of the code, its check sum, and memos that banks change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haidang.core.payments.memos import core_of, found_in, memo_for
from haidang.core.payments.vietqr import Transfer, Unreadable, crc16, read, written

TESTED = (
    "00020101021238540010A00000072701240006970436011001234567890208QRIBFTTA5204000053037045405500005802VN5909KBNN TEST"
    "62220818H06 LP 261008 0975630411B8"
)
DIGITS, LETTERS = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PLAIN = st.text(LETTERS + DIGITS + " ", max_size=25)


def test_it_writes_what_another_library_wrote():
    one = Transfer("970436", "0123456789", 50000, "H06 LP 261008 0975", "KBNN TEST")
    assert written(one) == TESTED
    assert read(TESTED) == one


def test_the_check_sum_is_that_of_the_standard():
    assert crc16("123456789") == 0x29B1


@given(
    st.text(DIGITS, min_size=6, max_size=6), st.text(DIGITS + LETTERS, min_size=1, max_size=19),
    st.none() | st.integers(1, 10**12), PLAIN, PLAIN,
)  # fmt: skip
def test_what_is_written_is_read_again(bank, account, amount, memo, name):
    one = Transfer(bank, account, amount, memo, name)
    assert read(written(one)) == one


@given(st.integers(0, len(TESTED) - 1), st.sampled_from("0A9Z"))
def test_one_changed_sign_is_seen(at, sign):
    changed = TESTED[:at] + sign + TESTED[at + 1 :]
    if changed != TESTED:
        with pytest.raises(Unreadable):
            read(changed)


@given(st.text(max_size=200))
def test_any_other_text_is_refused_in_words(text):
    with pytest.raises(Unreadable):
        read(text)


@pytest.mark.parametrize(
    "wrong", [{"bank": "97043"}, {"amount": 0}, {"memo": "x" * 26}, {"name": "Nguyễn"}, {"account": "1" * 20}]
)
def test_what_no_code_can_hold_is_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        written(Transfer(**({"bank": "970436", "account": "1"} | wrong)))


def test_a_memo_is_found_in_what_banks_make_of_it():
    memo = memo_for("LP-261122-0042", "HD")
    assert len(memo) <= 25
    core = core_of(memo)
    for words in (
        memo,
        f"MBVCB.5512.{memo}.CT tu A",
        memo.lower(),
        f"{memo[:6]} {memo[6:]}",
        f"Nguyễn A chuyển {memo}",
    ):
        assert found_in(words) == [core]


def test_a_slip_of_the_finger_finds_nothing():
    memo = memo_for("LP-261122-0042", "HD")
    assert found_in(memo.replace("42", "43")) == []
    assert found_in(memo.replace("0042", "0024")) == []


@given(st.text(max_size=80))
def test_other_words_hold_no_memo(text):
    assert all(core_of(memo_for(f"LP-{one[2:8]}-{one[8:-1]}", "HD")) == one for one in found_in(text))
