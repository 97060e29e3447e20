from pathlib import Path

import pytest

from haidang.domains.environment import sources, tt10
from haidang.kernel import manifest
from haidang.kernel.manifest import Series

DOMAIN = manifest.read(Path(__file__).parents[1] / "domain.toml")
SAMPLES = sorted((Path(__file__).parent / "data").glob("*.txt"))


def of_type(key: str) -> list[Series]:
    keys = next(one for one in DOMAIN.things if one.key == key).series
    return [one for one in DOMAIN.series if one.key in keys]


def named(*keys: str) -> list[Series]:
    return [one for one in DOMAIN.series if one.key in keys]


def placed(number: int, series: list[Series]) -> tuple[dict[str, float], list[str]]:
    parsed = tt10.parse(SAMPLES[number].name, SAMPLES[number].read_bytes())
    found, problems = sources.placed(parsed.readings, series)
    assert len(found) + len(problems) == len(parsed.readings)
    return {one.series: one.value for one in found}, [problem.value for problem in problems]


def test_every_symbol_of_the_air_sample_finds_its_series() -> None:
    extra = "no nox radiation hg temp_in vinyl_chloride butadiene tetrachloroethene benzene acrylonitrile toluene"
    series = of_type("air_station") + named(*extra.split(), "ethylbenzene", "styrene", "mp_xylene", "o_xylene")
    values, unknown = placed(0, series)
    assert unknown == []
    assert len(values) == 26
    assert (values["pm25"], values["co"], values["wind_dir"], values["pressure"]) == (27.81, 3087.03, 33.42, 1009.92)


def test_what_a_station_does_not_have_is_refused_by_name() -> None:
    _, unknown = placed(0, named("pm25"))
    assert len(unknown) == 25
    assert "m,p-Xylene" in unknown


def test_surface_water_waste_water_and_stack_samples_find_theirs() -> None:
    water, unknown = placed(1, of_type("surface_water_station"))
    assert (unknown, water["water_temp"], water["no3_n"]) == ([], 18.2, 253)
    waste, unknown = placed(2, of_type("wastewater_station"))
    assert (unknown, waste["nh4_n"], waste["flow_in"], waste["flow_out"]) == ([], 2.3308, 0.5833, 10.1973)
    stack, unknown = placed(3, [*of_type("stack_station"), *named("stack_nh3")])
    assert (unknown, stack["stack_temp"], stack["stack_pressure"], stack["dust"]) == ([], 44.9342, 100.5425, 7.17)


@pytest.mark.parametrize("symbol", ["PM2.5", "PM2,5", "pm25", "PM 2.5", "PM2_5", "Pm2.5"])
def test_spellings_of_pm25(symbol: str) -> None:
    assert sources.by_symbol(DOMAIN.series)[sources.symbol_key(symbol)].key == "pm25"


OFFICIAL = "Flow Temp Color pH TSS COD NH4 TP TN TOC Cl RH P NO NO2 CO SO2 O2 H2S NH3 VHg PM O3 PM10 PM2,5"


@pytest.mark.parametrize("symbol", OFFICIAL.split())
def test_every_official_symbol_means_a_series(symbol: str) -> None:
    """Bảng 34 of the circular, as quoted by public code."""
    assert sources.symbol_key(symbol) in sources.by_symbol(DOMAIN.series)


@pytest.mark.parametrize(
    ("series", "unit", "factor"),
    [
        ("pm25", "ug/m3", 1),
        ("pm25", "µg/m³", 1),
        ("pm25", "μg/Nm3", 1),
        ("pm25", "MG/M3", 1000),
        ("pm25", "", 1),
        ("cod", "mg/l", 1),
        ("temp", "oC", 1),
        ("temp", "℃", 1),
        ("wind_dir", "Degree", 1),
        ("radiation", "w/m2", 1),
        ("cond", "uS/cm", 1),
        ("dust", "mg/Nm3", 1),
        ("no2", "ppb", 1.882),
        ("flow_out", "m3/s", 3600),
        ("pressure", "kPa", 10),
    ],
)
def test_units_that_fit(series: str, unit: str, factor: float) -> None:
    assert sources.unit_factor(unit, named(series)[0]) == pytest.approx(factor)


@pytest.mark.parametrize(("series", "unit"), [("pm25", "ppb"), ("cod", "m3/h"), ("temp", "K"), ("ph", "mg/l")])
def test_a_unit_that_does_not_fit_is_refused(series: str, unit: str) -> None:
    symbol = named(series)[0].symbols[0]
    parsed = tt10.parse("A_20260325000500.txt", f"{symbol}\t1\t{unit}\t20260325000500\t00".encode())
    found, problems = sources.placed(parsed.readings, named(series))
    assert (found, [(one.line, one.reason, one.value) for one in problems]) == ([], [(1, "bad_unit", unit)])
