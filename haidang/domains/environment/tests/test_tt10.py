from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from haidang.domains.environment import tt10
from haidang.domains.environment.tt10 import parse
from haidang.kernel.clock import HO_CHI_MINH

DATA = Path(__file__).parent / "data"
SAMPLES = sorted(DATA.glob("*.txt"))
NAME = "HN_BKHN_KHIKXQ_20260325000500.txt"
LINE = "PM2.5\t27.81\tug/m3\t20260325000500\t00"
AT = datetime(2026, 3, 25, 0, 5, tzinfo=HO_CHI_MINH)


def one(line: str) -> tt10.StationReading:
    parsed = parse(NAME, line.encode())
    assert not parsed.problems, parsed.problems
    (reading,) = parsed.readings
    return reading


def refused(line: str) -> tt10.Problem:
    parsed = parse(NAME, line.encode())
    assert not parsed.readings
    (problem,) = parsed.problems
    return problem


@pytest.mark.parametrize(("number", "count"), [(0, 26), (1, 7), (2, 7), (3, 5)])
def test_the_four_samples_are_read_whole(number: int, count: int) -> None:
    parsed = parse(SAMPLES[number].name, SAMPLES[number].read_bytes())
    assert len(parsed.readings) == parsed.lines == count
    assert not parsed.problems


def test_the_air_sample_says_what_it_says() -> None:
    parsed = parse(SAMPLES[0].name, SAMPLES[0].read_bytes())
    by_symbol = {reading.symbol: reading for reading in parsed.readings}
    assert (parsed.station, parsed.at) == ("HN_BKHN_KHIKXQ", AT)
    assert by_symbol["PM2.5"] == tt10.StationReading(7, "PM2.5", 27.81, "ug/m3", AT, 0)
    assert [by_symbol[symbol].quality for symbol in ("NO2", "O3", "CO")] == [0, 1, 2]
    assert by_symbol["m,p-Xylene"].unit == "ppb"
    assert by_symbol["Radiation"].value == -1.6


def test_vietnamese_symbols_and_empty_units_of_the_stack_sample() -> None:
    parsed = parse(SAMPLES[3].name, SAMPLES[3].read_bytes())
    assert [(reading.symbol, reading.unit) for reading in parsed.readings][:3] == [
        ("Nhiệtđộ", ""),
        ("Flow", "m3/h"),
        ("Ápsuất", ""),
    ]


@pytest.mark.parametrize(
    "data",
    [
        LINE.encode(),
        (LINE + "\r\n\r\n\t\t\n").encode(),
        ("\ufeff" + LINE + "\n").encode(),
        (LINE + "\r").encode(),
        (LINE + "\r\n").encode("utf-16"),
        ("\ufeff" + LINE).encode("utf-16-be"),
        LINE.encode("utf-16-le"),
        LINE.encode("utf-16-be"),
        LINE.replace("\t", " \t ").encode(),
        (LINE + "\t\t").encode(),
    ],
)
def test_encodings_line_ends_and_spaces_do_not_matter(data: bytes) -> None:
    parsed = parse(NAME, data)
    assert (parsed.lines, parsed.problems) == (1, [])
    assert (parsed.readings[0].symbol, parsed.readings[0].value, parsed.readings[0].at) == ("PM2.5", 27.81, AT)


@pytest.mark.parametrize(
    ("text", "value"),
    [("27,81", 27.81), ("27.", 27.0), (".5", 0.5), ("+3", 3.0), ("-1.60", -1.6), ("1.5E+02", 150.0), ("-0.00", 0.0)],
)
def test_numbers_as_loggers_write_them(text: str, value: float) -> None:
    reading = one(f"O3\t{text}\tug/m3\t20260325000500\t00")
    assert reading.value == value
    assert not str(reading.value).startswith("-0")


@pytest.mark.parametrize("text", ["N/A", "", "---", "nan", "inf", "1e999", "1.234,56", "1 234", "٣", "0x10", "1_000"])
def test_what_is_no_number_is_refused(text: str) -> None:
    problem = refused(f"O3\t{text}\tug/m3\t20260325000500\t00")
    assert (problem.line, problem.reason) == (1, "not_a_number")


@pytest.mark.parametrize(("status", "quality"), [("0", 0), ("00", 0), ("1", 1), ("01", 1), ("2", 2), ("02", 2)])
def test_statuses(status: str, quality: int) -> None:
    assert one(f"O3\t1\t\t20260325000500\t{status}").quality == quality


@pytest.mark.parametrize("status", ["", "03", "000", "OK", "-1"])
def test_an_unknown_status_is_refused(status: str) -> None:
    assert refused(f"O3\t1\t\t20260325000500\t{status}").reason == "bad_status"


def test_missing_seconds_are_zero() -> None:
    assert one("O3\t1\t\t202603250005\t00").at == AT


@pytest.mark.parametrize("moment", ["", "20261325000500", "20260325240000", "2026-03-25", "20260325", "2026032500050"])
def test_what_is_no_moment_is_refused(moment: str) -> None:
    assert refused(f"O3\t1\t\t{moment}\t00").reason == "bad_time"


def test_a_line_with_other_columns_is_refused_and_the_rest_is_kept() -> None:
    parsed = parse(NAME, f"O3 1 ug/m3 20260325000500 00\n{LINE}\n\t1\t\t20260325000500\t00".encode())
    assert [(problem.line, problem.reason) for problem in parsed.problems] == [(1, "bad_columns"), (3, "no_symbol")]
    assert [reading.line for reading in parsed.readings] == [2]


def test_broken_text_costs_only_its_line() -> None:
    parsed = parse(NAME, b"Nhi\xe9t\t1\t\t20260325000500\t00\n" + LINE.encode())
    assert [(problem.line, problem.reason) for problem in parsed.problems] == [(1, "bad_text")]
    assert len(parsed.readings) == 1


def test_the_same_symbol_and_moment_twice_is_refused_once() -> None:
    parsed = parse(NAME, f"{LINE}\n{LINE}\n{LINE.replace('0500', '1000')}".encode())
    assert [(problem.line, problem.reason) for problem in parsed.problems] == [(2, "repeated")]
    assert len(parsed.readings) == 2


@pytest.mark.parametrize(
    ("name", "station"),
    [
        ("hn_bkhn_khikxq_20260325000500.TXT", "HN_BKHN_KHIKXQ"),
        ("/in/2026/03/25/TRAM01_20260325000500.txt", "TRAM01"),
        (r"C:\ftp\KCN-1_202603250005.txt", "KCN-1"),
    ],
)
def test_names_of_other_loggers(name: str, station: str) -> None:
    parsed = parse(name, LINE.encode())
    assert (parsed.station, parsed.at, len(parsed.readings)) == (station, AT, 1)


@pytest.mark.parametrize(
    "name",
    [
        "readme.txt",
        "HN_20261399000000.txt",
        "_20260325000500.txt",
        "Trạm_20260325000500.txt",
        f"{NAME}:Zone.Identifier",
        "",
    ],
)
def test_a_file_with_another_name_goes_to_quarantine(name: str) -> None:
    parsed = parse(name, LINE.encode())
    assert parsed.is_unreadable
    assert [(problem.line, problem.reason) for problem in parsed.problems] == [(0, "bad_name")]


def test_empty_and_huge_files_go_to_quarantine() -> None:
    assert [problem.reason for problem in parse(NAME, b"\r\n \r\n").problems] == ["empty"]
    assert [problem.reason for problem in parse(NAME, b"x" * (tt10.LARGEST + 1)).problems] == ["too_large"]


def test_reasons_are_said_in_words_with_the_value() -> None:
    assert "“N/A”" in refused("O3\tN/A\t\t20260325000500\t00").words
    assert len(tt10.Problem(1, "not_a_number", "9" * 5000).words) < 120


cells = st.sampled_from(
    ["PM2,5", "m,p-Xylene", "", " ", "N/A", "27,81", "-0", "ug/m3", "20260325000500", "00", "\u2028", "é"]
)
sloppy = st.lists(st.lists(cells | st.text(max_size=4), max_size=7).map("\t".join), max_size=8).map("\r\n".join)


@given(st.binary(max_size=400) | sloppy.map(str.encode) | sloppy.map(lambda text: text.encode("utf-16")))
@example(b"\xff\xfe")
@example(b"\xff\xfe\x00\xd8\r")
@example(b"\xef\xbb\xbf")
def test_any_bytes_are_accounted_for_line_by_line(data: bytes) -> None:
    parsed = parse(NAME, data)
    of_lines = [problem for problem in parsed.problems if problem.line != tt10.WHOLE_FILE]
    assert len(parsed.readings) + len(of_lines) == parsed.lines
    numbers = [reading.line for reading in parsed.readings] + [problem.line for problem in of_lines]
    assert len(set(numbers)) == parsed.lines
    assert all(problem.words for problem in parsed.problems)


@given(st.text(max_size=60), st.binary(max_size=60))
def test_any_name_is_taken_without_raising(name: str, data: bytes) -> None:
    parse(name, data)
