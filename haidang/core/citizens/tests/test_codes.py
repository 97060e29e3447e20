"""One-time codes: properties of what is read as an address, and of what a code is good for."""

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from haidang.core.citizens import codes, gateways
from haidang.core.citizens.models import OneTimeCode
from haidang.core.directory.signing_in.proofs import NotProven
from haidang.kernel.action import Invalid

DIGITS = st.text("0123456789", min_size=8, max_size=9).map(lambda rest: f"0{rest}"[:10])
SPACING = st.sampled_from(["", " ", ".", "-"])


@given(DIGITS.filter(lambda one: len(one) == 10), SPACING, st.booleans())
def test_a_number_is_read_the_same_however_it_is_written(number, space, with_country):
    written = f"+84{space}{number[1:4]}{space}{number[4:]}" if with_country else f"{number[:4]}{space}{number[4:]}"
    assert codes.read_address(written) == ("phone", number)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_an_address_or_refused(text):
    try:
        kind, address = codes.read_address(text)
    except Invalid:
        return
    assert (kind == "mail") == ("@" in address)
    assert codes.read_address(address) == (kind, address)


@pytest.fixture
def sent(db, monkeypatch):
    cache.clear()
    texts: list[str] = []
    monkeypatch.setattr(gateways, "deliver", lambda kind, address, text: texts.append(text))
    return texts


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tries=st.lists(st.integers(0, 999_999), max_size=7))
def test_a_code_opens_once_by_its_own_digits_within_five_tries(sent, tries):
    cache.clear()
    code = codes.send("0990000055", sender="a")
    right = sent[-1][:6]
    for number, guess in enumerate(tries):
        if f"{guess:06d}" == right:
            continue
        with pytest.raises(NotProven):
            codes.check(code.token, f"{guess:06d}")
        assert OneTimeCode.objects.get(pk=code.token).tries == min(number + 1, codes.MOST_TRIES)
    if len(tries) >= codes.MOST_TRIES:
        with pytest.raises(NotProven):
            codes.check(code.token, right)
    else:
        assert codes.check(code.token, f" {right[:3]} {right[3:]} ").subject == "0990000055"
        with pytest.raises(NotProven, match="hết hạn hoặc đã dùng"):
            codes.check(code.token, right)


def test_a_new_code_ends_the_one_before(sent):
    first = codes.send("0990000056", sender="a")
    codes.send("0990000056", sender="a")
    with pytest.raises(NotProven):
        codes.check(first.token, sent[0][:6])


def test_one_network_address_asks_for_so_many_codes_an_hour(sent):
    for number in range(codes.PER_SENDER[0]):
        codes.send(f"09900001{number:02d}", sender="10.0.0.1")
    with pytest.raises(Invalid, match="nhiều mã"):
        codes.send("0990000199", sender="10.0.0.1")
    codes.send("0990000199", sender="10.0.0.2")
