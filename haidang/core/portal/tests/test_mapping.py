"""Fields of the portal: moments, statuses, channels, subjects in both codings, and the way there and back."""

from datetime import datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haidang.core.cases import actions as cases
from haidang.core.cases.models import Party
from haidang.core.portal import line, mapping, moments, reading
from haidang.core.portal.course import course_of
from haidang.kernel.action import system
from haidang.kernel.clock import HO_CHI_MINH

WHO = system("test")


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)))
def test_a_moment_is_written_and_read_in_local_time(at):
    at = at.replace(microsecond=0, tzinfo=HO_CHI_MINH)
    assert moments.read(moments.written(at)) == at
    assert moments.written(at) == at.strftime("%Y%m%d%H%M%S")


def with_settings(**told):
    found = line.current()
    return line.Line(msgspec.structs.replace(found.connector, settings=found.connector.settings | told))


@pytest.mark.parametrize(
    ("identity", "coding", "code"),
    [("079085001234", "portal", "1"), ("079085001234", "ministry", "0"), ("3500101234", "portal", "2"), ("3500101234", "ministry", "1"),
     ("3500101234-001", "ministry", "1"), ("", "portal", "1")],
)  # fmt: skip
def test_subjects_in_both_codings(outside, identity, coding, code):
    party = Party(identity=identity)
    assert with_settings(subject_coding=coding).subjects[mapping.subject(party)] == code


def test_every_channel_and_every_moment_of_payment_has_its_number(till):
    assert {mapping.CHANNELS[one] for one in ("counter", "online", "portal", "post", "phone", "team")} == {
        "1",
        "2",
        "3",
    }
    assert mapping.PAID_WHEN == {"receipt": "1", "supplement": "2", "result": "4"}


def test_a_request_for_papers_is_told_with_its_days(till):
    case = cases.move(WHO, till.received(), "hand")
    case = cases.move(WHO, case, "ask", text="Thiếu bản vẽ")
    told = mapping.dossier(case, line.current())["DanhSachHoSoBoSung"]
    assert [(one["NoiDungBoSung"], one["TrangThaiBoSung"]) for one in told] == [("Thiếu bản vẽ", "0")]
    cases.respond(till.counter.holder(case), case, "supply", text="đây")
    (one,) = mapping.dossier(till.fresh(case), line.current())["DanhSachHoSoBoSung"]
    assert one["TrangThaiBoSung"] == "1"
    assert one["NgayTiepNhanBoSung"]
    assert len(course_of(till.fresh(case)).supplements) == 1


def test_all_values_are_text_and_names_are_masked_on_screens(till):
    told = mapping.dossier(till.received(), line.current())
    assert all(isinstance(value, str | list) for value in told.values())
    assert mapping.masked(told)["ChuHoSo"] == mapping.MASK
    assert mapping.masked(told)["MaHoSo"] == told["MaHoSo"]


def test_what_we_write_we_can_read(till):
    told = mapping.dossier(till.received(), line.current())
    read = reading.read(told | {"TrangThaiHoSo": "2"}, line.current())
    assert (read.code, read.title, read.people[0].name) == (told["MaHoSo"], told["TrichYeuHoSo"], "Nguyễn Văn An")
    assert read.filed_at.replace(microsecond=0) >= datetime.now(HO_CHI_MINH) - timedelta(hours=1)
