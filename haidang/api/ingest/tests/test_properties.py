"""Whatever comes through the door, it answers in its own words and takes only what is whole."""

import contextlib
import gzip
import json
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from haidang.api.ingest import body as bodies
from haidang.api.ingest.body import Parsed, TooLarge, Unreadable
from haidang.core.telemetry.book import Book, Facts, Named
from haidang.core.telemetry.readings import Delivery, Sender, resolve
from haidang.kernel import clock

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=clock.HO_CHI_MINH)
FIELDS = {"thing", "series", "at", "value", "quality", "unit"}

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
near_readings = st.dictionaries(st.sampled_from(sorted(FIELDS | {"valeu"})), anything, max_size=7)
codes = st.text(alphabet="AQ-019._", min_size=1, max_size=12) | st.text(max_size=45)
moments = st.datetimes(min_value=datetime(1, 1, 3), max_value=datetime(9998, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC).isoformat()
) | st.text(max_size=30)
readings = st.fixed_dictionaries(
    {"thing": codes, "series": codes, "at": moments, "value": st.floats(allow_nan=False, allow_infinity=False)},
    optional={"quality": st.integers(), "unit": st.text(max_size=6)},
)


def empty_book() -> Book:
    from haidang.core.telemetry.book import _empty

    facts: Facts = _empty(2)
    named = Named("AQ-1", "pm25", "µg/m³", "environment", "air_station", "hd/", "", "public", 1, "mean", False)
    return Book(1, {("AQ-1", "pm25"): 1}, {1: named}, facts, [("hd/", "", "public")], {}, frozenset(), {"AQ-1": [1]})


def parsed(raw: bytes, **options: bool) -> Parsed | None:
    try:
        return bodies.parsed(raw, **options)
    except (Unreadable, TooLarge):
        return None


@given(st.binary(max_size=400), st.booleans())
def test_any_bytes_are_parsed_or_refused(raw, by_lines):
    parsed(raw, by_lines=by_lines)


@given(st.lists(anything | near_readings, max_size=6))
def test_every_entry_is_a_reading_or_is_named(entries):
    found = parsed(json.dumps({"readings": entries}).encode())

    if found is not None:
        assert len(found) == len(entries)
        index = found.index if found.index is not None else list(range(len(found.lines)))
        assert sorted([*index, *(one.index for one in found.refused)]) == list(range(len(entries)))
        assert all(one.error for one in found.refused)


@given(st.lists(readings, max_size=6), st.sampled_from([b"\n", b"\r\n", b"\n\n"]), st.booleans())
def test_lines_and_one_object_mean_the_same(entries, end, with_bom):
    bom = bodies.BOM if with_bom else b""
    one = parsed(bom + json.dumps({"readings": entries}).encode())
    lines = parsed(bom + end.join(json.dumps(entry).encode() for entry in entries), by_lines=True)

    assert one is not None
    assert lines is not None
    assert (one.lines, one.refused) == (lines.lines, lines.refused)


@given(st.binary(max_size=2000))
def test_what_is_packed_comes_out_whole(raw):
    assert bodies.unpacked(gzip.compress(raw)) == raw


@given(st.binary(min_size=1, max_size=200), st.integers(min_value=1, max_value=60))
def test_damaged_gzip_is_refused_or_read(raw, cut):
    with contextlib.suppress(Unreadable, TooLarge):
        bodies.unpacked(gzip.compress(raw)[:-cut])


@settings(deadline=None)
@given(st.lists(readings, max_size=8))
def test_every_reading_is_taken_waits_or_is_refused_with_a_reason(entries):
    found = parsed(json.dumps({"readings": entries}).encode())
    assert found is not None
    delivery = Delivery(Sender("thu"), found.lines, NOW, found.index, found.refused)

    columns = resolve(delivery, empty_book())

    assert len(columns.series) + len(columns.unknown) + len(columns.rejected) == len(entries)
    assert all(one.error and one.field for one in columns.rejected)
    newest = (NOW + timedelta(minutes=5)).timestamp() * 1e6
    assert (columns.at <= newest).all()
