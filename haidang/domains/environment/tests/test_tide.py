"""The tide against an almanac's example, the gauge's own observed datums and the shape that its constants imply."""

import itertools
from datetime import datetime, timedelta

import numpy as np
import pytest

from haidang.domains.environment import tide
from haidang.kernel.clock import HO_CHI_MINH

DAY = timedelta(days=1)
START = datetime(2025, 6, 1, tzinfo=HO_CHI_MINH)


def minutes(start: datetime, length: timedelta, every: timedelta = timedelta(minutes=10)) -> tide.Numbers:
    return np.arange(start.timestamp(), (start + length).timestamp(), every.total_seconds())


def test_longitudes_agree_with_the_almanacs_example() -> None:
    """Meeus, Astronomical Algorithms, example 47.a: 1992 April 12, 0 h."""
    moment = datetime.fromisoformat("1992-04-12T00:00:00+00:00").timestamp()
    tau, moon, sun, perigee, node, _ = (float(angle[0]) for angle in tide.astronomical_angles(np.array([moment])))
    assert moon % 360 == pytest.approx(134.290182, abs=0.01)
    assert -node % 360 == pytest.approx(274.400655, abs=0.01)
    assert sun % 360 == pytest.approx(134.290182 - 113.842304, abs=0.01)
    assert perigee % 360 == pytest.approx(134.290182 - 5.150833, abs=0.01)
    assert tau % 360 == pytest.approx((sun - moon) % 360)


def test_hand_worked_arguments_at_the_epoch() -> None:
    """2000-01-01 12:00 UTC: tau = 180 - 218.3164 + 280.4665 = 242.1500; M2 = 2 tau = 124.30; K1 = tau + s + 90 = 190.47;
    O1 = tau - s - 90 = 293.83; S2 = 2 tau + 2 s - 2 h = 0.
    """
    angles = [float(angle[0]) for angle in tide.astronomical_angles(np.array([tide.J2000]))]

    def argument(name: str) -> float:
        facts = tide.arguments()[name]
        return (sum(times * angle for times, angle in zip(facts.multiples, angles, strict=True)) + facts.add) % 360

    assert argument("M2") == pytest.approx(124.300, abs=0.01)
    assert argument("K1") == pytest.approx(190.466, abs=0.01)
    assert argument("O1") == pytest.approx(293.834, abs=0.01)
    assert argument("S2") == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize(
    ("name", "speed"),
    [("M2", 28.9841042), ("S2", 30.0), ("N2", 28.4397295), ("K1", 15.0410686), ("O1", 13.9430356), ("SA", 0.0410686)],
)
def test_speeds_are_those_of_the_standard_list(name: str, speed: float) -> None:
    """Degrees an hour, IHO list of tidal constituents."""
    before, after = (tide.astronomical_angles(np.array([tide.J2000 + hours * 3600.0])) for hours in (0, 1000))
    multiples = tide.arguments()[name].multiples
    turned = sum(times * (b[0] - a[0]) for times, a, b in zip(multiples, before, after, strict=True))
    whole_days = 1000 // 24 * 360 + 360 if multiples[0] else 0
    assert (turned + multiples[0] * whole_days) / 1000 % 360 == pytest.approx(speed, abs=1e-5)


def test_node_corrections_follow_the_18_6_year_cycle() -> None:
    """Moon's path steepest (N = 0): lunar diurnals largest, M2 smallest; the reverse at N = 180. Schureman, table 12."""
    steep, flat = (tide.nodal_corrections(np.array([0.0]), np.array([node])) for node in (0.0, 180.0))
    assert [round(float(steep[name][0][0]), 2) for name in ("M2", "K1", "O1", "K2")] == [0.96, 1.11, 1.18, 1.32]
    assert [round(float(flat[name][0][0]), 2) for name in ("M2", "K1", "O1", "K2")] == [1.04, 0.88, 0.81, 0.75]


def test_the_tide_is_mixed_with_m2_and_k1_leading() -> None:
    constants = tide.vung_tau().constituents
    assert sorted(constants, key=lambda name: -constants[name][0])[:2] == ["M2", "K1"]
    form = sum(constants[name][0] for name in ("K1", "O1")) / sum(constants[name][0] for name in ("M2", "S2"))
    assert 0.25 < form < 1.5


def test_mean_high_and_low_waters_are_those_observed_at_the_gauge() -> None:
    """Observed 2007-2025: MHW 3.609 m and MLW 1.877 m above gauge zero."""
    found = tide.turns(START - 365 * DAY, START)
    highs = [turn.level for turn in found if turn.is_high]
    lows = [turn.level for turn in found if not turn.is_high]
    assert np.mean(highs) == pytest.approx(tide.vung_tau().datums["MHW"], abs=0.08)
    assert np.mean(lows) == pytest.approx(tide.vung_tau().datums["MLW"], abs=0.08)
    assert max(highs) < tide.vung_tau().datums["HAT"]
    assert min(lows) > tide.vung_tau().datums["LAT"]


def test_the_mean_over_years_is_mean_sea_level() -> None:
    heights = tide.levels(minutes(START - 4 * 365 * DAY, 4 * 365 * DAY, timedelta(hours=1)), "MSL")
    assert float(np.mean(heights)) == pytest.approx(0, abs=0.01)


def test_springs_are_wider_than_neaps() -> None:
    ranges = [float(np.ptp(tide.levels(minutes(START + day * DAY, DAY)))) for day in range(30)]
    assert max(ranges) > 1.5 * min(ranges)


def test_high_water_of_the_year_comes_in_the_north_east_monsoon() -> None:
    """The seasonal constituent SA (21 cm) must peak in winter: with another origin of its phase it would in October."""
    monthly = {
        month: np.mean(tide.levels(minutes(datetime(2025, month, 1, tzinfo=HO_CHI_MINH), 28 * DAY)))
        for month in range(1, 13)
    }
    assert max(monthly, key=lambda month: monthly[month]) in (11, 12, 1)
    assert min(monthly, key=lambda month: monthly[month]) in (6, 7, 8)


def test_datums_differ_by_what_the_file_says() -> None:
    moment = START + timedelta(hours=5)
    datums = tide.vung_tau().datums
    assert tide.level(moment) - tide.level(moment, "MSL") == pytest.approx(datums["MSL"])
    assert tide.level(moment) - tide.level(moment, "LAT") == pytest.approx(datums["LAT"])


def test_turns_alternate_and_stand_where_the_curve_turns() -> None:
    found = tide.turns(START, START + 10 * DAY)
    assert 30 <= len(found) <= 40
    assert all(one.is_high != other.is_high for one, other in itertools.pairwise(found))
    for turn in found:
        around = [tide.level(turn.at + timedelta(minutes=aside)) for aside in (-15, 0, 15)]
        assert turn.level == pytest.approx(around[1], abs=0.002)
        assert (max(around) if turn.is_high else min(around)) == around[1]


def test_many_moments_at_once_equal_one_at_a_time() -> None:
    moments = [START + timedelta(minutes=137 * step) for step in range(20)]
    together = tide.levels(np.array([moment.timestamp() for moment in moments]))
    assert [tide.level(moment) for moment in moments] == pytest.approx(together.tolist())
