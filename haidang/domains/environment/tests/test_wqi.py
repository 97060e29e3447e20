"""No official sample of the decision is at hand: every vector here is worked by hand from the tables, and labelled so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haidang.domains.environment import wqi


@pytest.mark.parametrize(
    ("parameter", "value", "quality"),
    [
        ("ph", 5.4, 10),
        ("ph", 5.5, 50),
        ("ph", 5.75, 75),
        ("ph", 7.2, 100),
        ("ph", 8.75, 75),
        ("ph", 9.1, 10),
        ("cod", 5, 100),
        ("cod", 22.5, 62.5),
        ("cod", 150, 10),
        ("cod", 900, 10),
        ("nh4_n", 0.29, 100),
        ("nh4_n", 0.3, 75),
        ("nh4_n", 2.95, 17.5),
        ("no2_n", 0.05, 100),
        ("no2_n", 0.051, 10),
        ("no3_n", 15, 25),
        ("no3_n", 15.1, 10),
        ("do_saturation", 19, 10),
        ("do_saturation", 100, 100),
        ("do_saturation", 137.5, 62.5),
        ("do_saturation", 201, 10),
        ("coliform", 10001, 10),
    ],
)
def test_hand_worked_qualities(parameter: str, value: float, quality: float) -> None:
    assert wqi.quality(parameter, value) == pytest.approx(quality)


def test_hand_worked_saturation_at_25_degrees() -> None:
    """14.652 - 10.2555 + 4.994375 - 1.21521875 = 8.17565625 mg/L."""
    assert wqi.oxygen_saturation(8.17565625, 25) == pytest.approx(100)


def test_hand_worked_sample_of_an_automatic_station() -> None:
    """pH 7 -> 100. COD 15 -> 75, N-NH4 0.6 -> 50, BOD5 15 -> 50: IV = 175/3. No V: index = IV = 58.33."""
    result = wqi.of_sample({"ph": 7.0, "cod": 15.0, "nh4_n": 0.6, "bod5": 15.0, "turb": 3.0})
    assert result is not None
    assert (result.index, result.class_.key, result.complete) == (58, "moderate", False)


def test_hand_worked_sample_with_all_groups() -> None:
    """I = 50. II = sqrt(100*10) = 31.62. III = 100. IV = (100+50+75)/3 = 75. V = 25.

    0.5 * 0.3162 * 1 * (75^2 * 25)^(1/3) = 0.15811 * 52.00 = 8.22.
    """
    result = wqi.of_sample(
        {"ph": 9.0, "aldrin": 0.05, "bhc": 0.03, "zn": 0.1}
        | {"do": 8.17565625, "water_temp": 25.0, "cod": 30.0, "bod5": 6.0, "coliform": 10000.0}
    )
    assert result is not None
    assert (result.index, result.class_.key, result.complete) == (8, "very_polluted", True)


def test_without_organic_matter_and_nutrients_there_is_no_index() -> None:
    assert wqi.of_sample({"ph": 7.0, "coliform": 100.0}) is None
    assert wqi.of_sample({"ph": 7.0, "do": 6.0}) is None


def test_classes_cover_0_to_100() -> None:
    keys = [wqi.Wqi(index, {}, {}, True).class_.key for index in (0, 9, 10, 25, 26, 50, 51, 75, 76, 90, 91, 100)]
    assert keys == [key for one in reversed(wqi.CLASSES) for key in (one.key, one.key)]


@given(st.dictionaries(st.sampled_from([*wqi.TABLE.parameters, "do", "water_temp"]), st.floats(0, 40)))
def test_any_sample_gives_an_index_of_0_to_100_or_none(sample: dict[str, float]) -> None:
    result = wqi.of_sample(sample)
    assert result is None or 0 <= result.index <= 100
