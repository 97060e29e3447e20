"""What sensors measured and what became of cases, as indicators: nobody types them."""

from datetime import datetime, timedelta

import msgspec
import numpy as np
import pytest

from haidang.core.cases.models import Case, Procedure, ProcedureVersion
from haidang.core.indicators import actions, queries
from haidang.core.indicators.computing import marking
from haidang.core.indicators.tests.world import NOW, WHO
from haidang.core.telemetry import partitions
from haidang.core.telemetry.record import Reading, Sender, record
from haidang.core.things.models import Series, Source, Thing
from haidang.kernel import clock, periods
from haidang.kernel.formula import Quality

AIR = {
    "key": "pm", "unit": "µg/m³", "level": "commune", "source": "telemetry", "over_time": "mean", "period": "day",
    "formula": 'series("environment.pm25", "mean")',
}  # fmt: skip
WORST = AIR | {"key": "worst", "formula": 'series("environment.pm25", "max")', "over_time": "max"}
OVER = AIR | {"key": "over", "unit": "%", "formula": 'series("environment.pm25", "share_above", 45)'}
TODAY = periods.containing(NOW.date(), "day")


def measured(province, values, *, simulated=False):
    """Hourly readings of one station in each of the first communes, from midnight of today."""
    partitions.ensure(partitions.around(NOW.date()))
    source = Source.objects.create(key="s", name_vi="s", name_en="s", door="ingest", is_simulated=simulated)
    for number, (commune, hours) in enumerate(zip(province.communes, values, strict=False)):
        thing = Thing.objects.create(
            code=f"AQ-{number}", domain="environment", type="air_station", name_vi="t", name_en="t", folded="t",
            sort_key="t", place=commune, source=source,
        )  # fmt: skip
        Series.objects.create(
            thing=thing, key="pm25", source=source, cadence_seconds=3600, unit="µg/m³", is_simulated=simulated
        )
        start = clock.start_of(NOW.date())
        rows = [Reading(thing.code, "pm25", start + timedelta(hours=h), v) for h, v in enumerate(hours)]
        assert record(Sender("test"), rows, NOW).accepted == len(rows)


def value(code, place=None, period=TODAY):
    found = queries.figure(WHO, code, period, place=place)
    return found.value if found else None


def test_stations_make_their_commune_and_all_of_them_the_province(province):
    province.declare(AIR, WORST, OVER)
    measured(province, [[40, 50, 60] * 3, [20] * 9])
    marking.mark_running()
    province.compute()
    one, two, three = (place.pk for place in province.communes)
    assert [value("farm.pm", place) for place in (one, two, three, None)] == [50, 20, None, 35]
    assert [value("farm.worst", place) for place in (one, None)] == [60, 60]
    assert [value("farm.over", place) for place in (one, two)] == [pytest.approx(200 / 3), 0]
    assert queries.figure(WHO, "farm.pm", TODAY).quality == Quality.PROVISIONAL


def test_a_station_that_was_silent_most_of_the_time_says_nothing(province):
    province.declare(AIR)
    measured(province, [[40]], simulated=True)
    marking.mark_running()
    province.compute()
    assert value("farm.pm") is None
    assert queries.why(WHO, "farm.pm", TODAY).why.name == "TOO_FEW"


def test_late_readings_are_computed_the_next_night(province):
    province.declare(AIR)
    measured(province, [[40] * 9], simulated=True)
    marking.mark_running()
    province.compute()
    day = TODAY.moved(-10)
    start = clock.start_of(day.first)
    partitions.ensure([day.first])
    record(Sender("test"), [Reading("AQ-0", "pm25", start + timedelta(hours=h), 70) for h in range(24)], NOW)
    marking.mark_running()
    province.compute()
    assert value("farm.pm", period=day) is None
    marking.mark_late()
    province.compute()
    found = queries.figure(WHO, "farm.pm", day)
    assert (found.value, found.quality) == (70, Quality.SIMULATED)


def cases(province, *rows):
    """Rows of (commune number, opened, ended or None, facts)."""
    procedure = Procedure.objects.create(
        domain="services", key="birth", kind="dossier", field="civil_status", name_vi="k", name_en="k", folded="k",
        sort_key="k", state="published", changed_at=NOW,
    )  # fmt: skip
    version = ProcedureVersion.objects.create(
        procedure=procedure, number=1, origin="manifest", facts={}, by="t", by_name="t", from_at=NOW
    )
    for number, (commune, opened, ended, facts) in enumerate(rows):
        Case.objects.create(
            code=f"H-{number}", secret=str(number), kind="dossier", procedure=procedure, version=version, state="x",
            state_at=NOW, channel=facts.pop("channel", "counter"), title="t", folded="t", place=province.communes[commune],
            office=province.owner, first_office=province.owner, opened_at=opened, ended_at=ended, **facts,
        )  # fmt: skip


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=clock.HO_CHI_MINH)


@pytest.fixture
def counted(province):
    def one(key, formula, **more):
        return AIR | {"key": key, "unit": "hồ sơ", "source": "cases", "over_time": "sum", "formula": formula} | more

    province.declare(
        *[one(key, f'cases("services", "{key}")') for key in ("received", "closed", "on_time", "online")],
        one("pending", 'cases("services", "open")', over_time="last"),
        one("late_now", 'cases("services", "overdue")', over_time="last"),
        one("length", 'cases("services", "hours")', unit="giờ"),
        one("share", "100% * on_time / closed", unit="%", period="month", source="formula", over_time="mean"),
        one("by_office", 'cases("services", "received")', level="department", period="month"),
    )
    cases(
        province,
        (0, at("2026-11-20T08:00"), at("2026-11-21T08:00"), {"on_time": True, "channel": "online"}),
        (0, at("2026-11-20T23:30"), at("2026-11-21T23:30"), {"on_time": False, "is_simulated": True}),
        (1, at("2026-11-20T09:00"), None, {"due_at": at("2026-11-21T09:00")}),
        (1, at("2026-11-20T09:00"), None, {"is_exercise": True}),
    )
    marking.mark_running()
    province.compute()
    return province


def test_cases_are_counted_by_day_and_place(counted):
    friday, saturday = periods.read("2026-11-20"), periods.read("2026-11-21")
    one, two, three = (place.pk for place in counted.communes)
    assert [value("farm.received", place, friday) for place in (one, two, three, None)] == [2, 1, 0, 3]
    assert [value("farm.closed", place, saturday) for place in (one, None)] == [2, 2]
    assert [value(f"farm.{key}", None, saturday) for key in ("on_time", "pending", "late_now", "length")] == [
        1,
        1,
        1,
        24,
    ]
    assert value("farm.online", None, friday) == 1
    assert value("farm.length", None, friday) is None


def test_days_make_the_share_of_the_month_with_its_marks(counted):
    november = periods.read("2026-11")
    found = queries.figure(WHO, "farm.share", november)
    assert found.value == 50
    assert Quality.SIMULATED in found.quality
    assert Quality.PROVISIONAL in found.quality
    told = queries.why(WHO, "farm.share", november)
    assert [(one.text, one.value) for one in told.leaves()] == [("farm.on_time", 1), ("farm.closed", 2)]
    assert queries.why(WHO, "farm.closed", periods.read("2026-11-21")).leaf.measure == "closed"


def test_departments_count_what_they_hold(counted):
    assert value("farm.by_office", -counted.owner.pk, periods.read("2026-11")) == 3
    assert value("farm.by_office", -counted.other.pk, periods.read("2026-11")) == 0


def test_nothing_is_counted_before_the_first_case(counted):
    assert value("farm.received", None, periods.read("2026-11-19")) is None
    assert queries.why(WHO, "farm.received", periods.read("2026-11-19")).value is None


def test_the_share_that_nobody_types_is_known(counted):
    actions.add(
        WHO,
        "farm",
        msgspec.structs.replace(counted.one("received").says, key="typed", source="typed", formula=""),
    )
    automatic, of_all = queries.automatic_share(WHO)
    assert (automatic, of_all) == (9, 10)
    assert np.isclose(automatic / of_all, 0.9)
