"""What anybody can send to the door of logs: no message may end the reading of the others."""

import pytest

from haidang.domains.cyber.logs.reading import read

MANY = "9" * 5_000
RECEIVED = 1_795_000_000_000_000


@pytest.mark.parametrize(
    "text",
    [
        f'{{"message": "m", "port": "{MANY}", "level": "{MANY}", "timestamp": "{MANY}"}}',
        f"CEF:0|a|b|c|d|e|{MANY}|dpt={MANY} rt={MANY}",
        "CEF:0|a|b|c|d|e|5|rt=Nov 99999999999 2026 07:14:15",
        "CEF:0|a|b|c|d|e|5|rt=Nov 22 99999999999 07:14:15",
        "CEF:0|a|b|c|d|e|5|rt=Nov 22 2026 99999999999:14:15",
        "{" * 5_000 + "}" * 5_000,
        '{"message": "\\ud800", "host": "\\u0000"}',
    ],
)
def test_numbers_beyond_all_measure_are_no_numbers(text: str) -> None:
    record = read(text.encode(), "192.0.2.1", RECEIVED)
    assert (record.port, record.at_us) == (-1, RECEIVED)
    assert record.message
