"""A table is read as its writer meant it, as far as that can be told; what cannot is left open."""

import io
from datetime import datetime

import openpyxl
import pytest

from haidang.core.doors import guessing, reading
from haidang.core.doors.guessing import Known
from haidang.core.doors.opening import opened
from haidang.core.pulling.faults import Fault
from haidang.core.pulling.mapping import mapped
from haidang.core.things.models import Thing
from haidang.kernel import clock, manifest


def series(key, vi, unit, symbols=(), units=None):
    words = manifest.Words(vi=vi, en=key)
    return manifest.Series(key=key, name=words, unit=unit, cadence="1h", symbols=list(symbols), units=units or {})


HERE = Known(
    (
        Thing(code="AQ-1", name_vi="Trạm Bến Đá", name_en="", alias="HD_BD"),
        Thing(code="AQ-2", name_vi="Trạm Chợ", name_en=""),
    ),
    {
        "pm25": series("pm25", "Bụi mịn PM2.5", "µg/m³", ["PM2,5", "PM2.5"], {"mg/m3": 1000.0}),
        "temp": series("temp", "Nhiệt độ", "°C", ["Temp"]),
    },
)


def given(text):
    table = opened(text if isinstance(text, bytes) else text.encode())
    facts = guessing.guess(table.table, HERE)
    return table, facts, mapped(reading._joined(table.table, facts), facts)


def told(found):
    return [
        (one.thing, one.series, f"{one.at.astimezone(clock.HO_CHI_MINH):%d/%m %H:%M}", one.value)
        for one in found.readings
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Thời gian;Mã trạm;PM2.5 (mg/m3)\n21/11/2026 08:00;AQ-1;0,0275\n",
        "station,datetime,PM2.5 [mg/m3]\nHD_BD,2026-11-21T08:00:00+07:00,0.0275\n",
        "Ngày\tGiờ\tTrạm\tPM2,5 (mg/m3)\n21/11/2026\t08:00\tTram Ben Da\t0,0275\n",
        "Trạm|Thông số|Giá trị|Thời điểm\nAQ-1|PM2.5 (µg/m³)|27,5|21/11/2026 08:00\n",
        "BÁO CÁO NGÀY 21;;\n\nThời điểm;Trạm;pm25 (mg/m3)\n21/11/2026 08:00:00;Trạm Bến Đá;0,0275\n",
    ],
)
def test_what_offices_write_is_read_alike(text):
    _table, _facts, found = given(text)
    assert [one[:3] for one in told(found)] == [("AQ-1", "pm25", "21/11 08:00")]
    assert found.readings[0].value == pytest.approx(27.5)
    assert found.wrong == []


def test_a_workbook_with_a_title_is_read_by_its_own_row_numbers():
    book = openpyxl.Workbook()
    for cells in (
        ["Kết quả quan trắc"],
        [],
        ["Thời gian", "Nhiệt độ (°C)", "Trạm"],
        [datetime(2026, 11, 21, 8), 30, "AQ-2"],
    ):
        book.active.append(cells)
    body = io.BytesIO()
    book.save(body)
    table, _facts, found = given(body.getvalue())
    assert (table.lines, told(found)) == ([4], [("AQ-2", "temp", "21/11 08:00", 30.0)])


def test_days_come_before_months_unless_only_the_other_fits():
    assert guessing.form_of(["03/04/2026 08:00"], guessing.FORMS) == "%d/%m/%Y %H:%M"
    assert guessing.form_of(["03/25/2026 08:00", "03/04/2026 08:00"], guessing.FORMS) == "%m/%d/%Y %H:%M"


def test_a_line_keeps_its_number_over_empty_ones_and_long_cells():
    table, _facts, _found = given('at,station,temp\n\n2026-11-21,"AQ\n-1",1\n2026-11-22,AQ-2,2\n')
    assert table.lines == [3, 5]


def test_what_cannot_be_told_is_asked_for():
    _table, facts, _found = given("a,b\nx,y\n")
    assert reading.missing(facts) is not None


@pytest.mark.parametrize("body", [b"", b"\x00\x01\x02", b"mot cot\n1\n", b"PK\x03\x04 no zip", b"a,a\n1,2\n"])
def test_what_is_no_table_is_refused_with_the_reason(body):
    with pytest.raises(Fault):
        opened(body)
