"""A gap because a file of the archive is damaged is told from one in which nothing was measured, wherever readings are drawn."""

from datetime import timedelta

import pytest

from haidang.core.incidents.actions import open_incident
from haidang.core.rules.tests.watched import NINE
from haidang.core.telemetry.archive import days, engine, files, packing
from haidang.core.telemetry.then import BACK, LOOK_BACK
from haidang.kernel import clock
from haidang.web.tests.browsing import text

DAY = NINE.date()
SAID = "Thiếu số liệu của một số ngày"


@pytest.fixture
def later(room, tmp_path, monkeypatch):
    """An alert with an incident, five days ago; its day lies in a file."""
    monkeypatch.setattr(engine, "folder", lambda: tmp_path / "archive")
    room.alert = room.raised()
    room.incident = open_incident(room.watched.officer, room.alert)
    with clock.frozen(NINE + timedelta(days=5)):
        packing.keep()
        room.lead = room.client("shift_lead")
        yield room


def pages(room):
    return {
        "thing": "/things/AQ-001/?series=pm25&range=7d",
        "alert": room.alert.link,
        "incident": room.incident.link,
        "replay": f"/incidents/{room.incident.code}/replay/",
    }


def damage():
    path = files.path_of(DAY)
    path.write_bytes(b"x" * path.stat().st_size)


@pytest.mark.parametrize("name", ["thing", "alert", "incident", "replay"])
def test_every_curve_tells_what_cannot_be_read(later, name):
    page = later.lead.get(pages(later)[name])
    assert (page.status_code, SAID in text(page)) == (200, False)
    damage()
    page = text(later.lead.get(pages(later)[name]))
    assert SAID in page
    assert f"{DAY:%d/%m/%Y}" in page
    assert '"spans": [[' in page, "the gap is shaded"
    assert days.of(DAY).damage == "unreadable"


def test_the_slider_of_the_map_never_reaches_a_file():
    assert timedelta(days=days.HOT_DAYS) > BACK + LOOK_BACK
