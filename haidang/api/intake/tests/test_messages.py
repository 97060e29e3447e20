import math
from datetime import datetime

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from haidang.api.intake.messages import LARGEST, MOST_READINGS, delivery
from haidang.api.intake.topics import topic_of
from haidang.core.telemetry.record import commit
from haidang.kernel.clock import HO_CHI_MINH
from haidang.kernel.ids import is_code

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=HO_CHI_MINH)
TOPIC = "haidang/AQ-001/pm25"


def said(payload, topic=TOPIC, retained=False):
    raw = payload if isinstance(payload, bytes) else payload.encode()
    return delivery(topic, raw, NOW, "tram-khi", retained=retained)


def refusal(payload, **more):
    found = said(payload, **more)
    assert not found.lines
    [why] = found.refused
    return why


def test_a_number_is_a_reading_of_now():
    [line] = said("37.2").lines
    assert (line.thing, line.series, line.value, line.at) == ("AQ-001", "pm25", 37.2, NOW.isoformat())


@pytest.mark.parametrize(
    "payload", ["37", " 37.0\r\n", "\ufeff37", "3.7e1", '{"value": 37}', "[37]", '[{"value": 37}]']
)
def test_a_number_may_be_written_in_many_ways(payload):
    assert [line.value for line in said(payload).lines] == [37.0]


def test_json_says_when_how_good_and_in_which_unit():
    [line] = said('{"value": 0.04, "at": "2026-11-21T08:55:00+07:00", "quality": 2, "unit": "mg/m3"}').lines
    assert (line.at, line.quality, line.unit) == ("2026-11-21T08:55:00+07:00", 2, "mg/m3")


def test_a_batch_keeps_its_good_readings_and_names_the_bad_ones():
    found = said('[{"value": 1}, {"value": "x"}, 3, {"valu": 4}, null, "5"]')
    assert [line.value for line in found.lines] == [1.0, 3.0]
    assert found.index == [0, 2]
    assert [one.index for one in found.refused] == [1, 3, 4, 5]


@pytest.mark.parametrize("payload", ["nan", "NaN", "-inf", "Infinity"])
def test_what_is_no_finite_number_goes_on_to_be_refused_by_the_door_to_readings(payload):
    [line] = said(payload).lines
    assert not math.isfinite(line.value)


@pytest.mark.parametrize(
    "payload", ["", "abc", "37,2", '"37.2"', "true", "null", "{", "[", "{}", "[[1]]", b"\xff\xfe", b"\x00"]
)
def test_what_is_no_reading_is_refused_with_a_reason(payload):
    assert refusal(payload).error


@pytest.mark.parametrize(
    "topic",
    ["haidang", "haidang/AQ-001", "haidang/AQ-001/pm25/x", "haidang/trạm khí/pm25", "haidang/AQ 001/pm25", "x/AQ-001/pm25",
     "haidang//pm25", "haidang/AQ-001/", "haidang/AQ-001/bụi mịn", "haidang/AQ-001/" + "a" * 41, b"haidang/\xff/pm25"],
)  # fmt: skip
def test_a_topic_that_names_no_thing_and_series_is_refused(topic):
    assert refusal("37.2", topic=topic).reason == "bad_topic"


def test_a_huge_payload_is_not_even_read():
    assert refusal(b"1" * (LARGEST + 1)).reason == "too_large"
    assert refusal("[" + ",".join(["1"] * (MOST_READINGS + 1)) + "]").reason == "too_many"


def test_a_deeply_nested_payload_is_refused():
    assert refusal("[" * 50_000).error
    assert refusal('{"value":' * 20_000).error


def test_a_retained_reading_without_its_moment_is_not_taken_for_a_fresh_one():
    assert refusal("37.2", retained=True).reason == "retained"
    assert said('{"value": 37.2, "at": "2026-11-21T08:55:00+07:00"}', retained=True).lines


def test_readings_of_a_known_thing_are_logged_under_its_source():
    assert said("x").sender.source == "tram-khi"
    assert delivery("haidang/XX/y", b"x", NOW, "", retained=False).sender.name == "mqtt"


@given(topic=st.one_of(st.text(), st.binary(), st.from_regex(r"haidang/[^/]*/[^/]*", fullmatch=True)))
def test_any_topic_names_codes_or_nothing(topic):
    named = topic_of(topic)
    assert named is None or (is_code(named.thing) and is_code(named.series))


json_like = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["value", "at", "quality", "unit", "x"]), inner)
    ),
    max_leaves=8,
)


@given(raw=st.one_of(st.binary(), json_like.map(lambda one: __import__("json").dumps(one).encode())))
@example(raw=b'{"value": 1, "at": "\\u0000"}')
@example(raw=b'{"value": 1, "unit": "\\u0000"}')
@example(raw=b'{"value": 1, "unit": "' + b"u" * 300 + b'"}')
@example(raw=b'{"value": 1e400}')
@example(raw=b'{"value": 1, "quality": 99999999999999999999}')
@example(raw=b'{"value": 1, "at": "9999-12-31T23:59:59-23:59"}')
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_payload_is_recorded_or_refused_and_never_breaks_the_door(world, raw):
    known = [delivery(TOPIC, raw, NOW, "tram-khi", retained=False)]
    stranger = [delivery("haidang/LA-001/pm25", raw, NOW, "", retained=False)]
    for [receipt] in (commit(known), commit(stranger)):
        told = receipt.accepted + receipt.duplicate + receipt.waiting + len(receipt.rejected)
        assert told or raw.strip() == b"[]"


@given(topic=st.one_of(st.text(), st.binary()))
@example(topic="haidang/\x00/pm25")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_topic_is_journalled_without_breaking_the_door(world, topic):
    [receipt] = commit([delivery(topic, b"1", NOW, "", retained=False)])
    assert receipt.waiting + len(receipt.rejected) == 1
