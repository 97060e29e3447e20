"""What anybody can send to the door of logs: no message may end the reading of the others."""

import pytest

from haidang.domains.cyber.logs import cef, json_lines
from haidang.domains.cyber.logs.record import Record

MANY = "9" * 5_000
RECEIVED = 1_795_000_000_000_000


def told(message: str) -> Record:
    return Record(RECEIVED, RECEIVED, "192.0.2.1", message=message)


@pytest.mark.parametrize(
    "text",
    [
        f"CEF:0|a|b|c|d|e|{MANY}|dpt={MANY} rt={MANY}",
        "CEF:0|a|b|c|d|e|5|rt=Nov 99999999999 2026 07:14:15",
        "CEF:0|a|b|c|d|e|5|rt=Nov 22 99999999999 07:14:15",
    ],
)
def test_numbers_beyond_all_measure_in_cef_are_no_numbers(text: str) -> None:
    record = told(text)
    assert cef.take(record)
    assert (record.port, record.at_us) == (-1, RECEIVED)


def test_numbers_beyond_all_measure_in_json_are_no_numbers() -> None:
    record = told(f'{{"message": "m", "port": "{MANY}", "level": "{MANY}", "timestamp": "{MANY}"}}')
    assert json_lines.take(record)
    assert (record.port, record.level, record.at_us) == (-1, -1, RECEIVED)
