from datetime import datetime, timedelta

import pytest

from haidang.domains.environment import rain
from haidang.kernel.clock import HO_CHI_MINH

NOW = datetime(2026, 11, 21, 9, tzinfo=HO_CHI_MINH)


def every_ten_minutes(amount: float, hours: int) -> list[tuple[datetime, float]]:
    return [(NOW - step * rain.INTERVAL, amount) for step in range(hours * 6)]


def test_an_hour_holds_six_readings_and_not_the_one_before_it() -> None:
    found = rain.fallen([*every_ten_minutes(2.0, 1), (NOW - timedelta(hours=1), 50.0)], NOW, 1)
    assert (found.amount, found.known, found.complete) == (12.0, 6, True)


def test_rain_still_to_come_does_not_count() -> None:
    assert rain.fallen([(NOW + rain.INTERVAL, 9.0)], NOW, 1).amount == 0


def test_missing_readings_are_said() -> None:
    found = rain.fallen(every_ten_minutes(1.0, 1)[:4], NOW, 1)
    assert (found.amount, found.known, found.expected, found.complete) == (4.0, 4, 6, False)


@pytest.mark.parametrize(
    ("hours", "amount", "key"),
    [
        (24, 99.9, None),
        (24, 100, "r24_100"),
        (24, 200, "r24_200"),
        (24, 650, "r24_400"),
        (12, 60, "r12_50"),
        (1, 90, None),
    ],
)
def test_bands(hours: int, amount: float, key: str | None) -> None:
    found = rain.band(rain.Fallen(hours, amount, 1, 1))
    assert (found and found.key) == key
